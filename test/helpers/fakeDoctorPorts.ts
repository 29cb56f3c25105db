import { FakePauseStore } from './fakePauseStore';
import { FakeRegistries } from './fakeRegistries';
import { FakeStateSchemas } from './fakeStateSchemas';
import { FakeTransferStore } from './fakeTransferStore';
import { storagePorts } from './fakeStoragePorts';
import type { DoctorDependencies } from '../../src/doctor/dependencies';
import type { EndpointLook, Endpoints } from '../../src/domain/ports/endpoints';
import type { PipelineVersions } from '../../src/domain/ports/pipelineVersions';
import type {
  RegistryDescriptions,
  RegistryFacts,
  RegistryReplication,
  SoftDelete,
} from '../../src/domain/ports/registryFacts';
import type { StateProbe } from '../../src/domain/ports/stateProbe';
import type { RouteEnd } from '../../src/domain/route';
import { MACHINE } from '../../src/services/machine';
import { FakeRoutePipelines } from './fakeRoutePipelines';
import { route } from './route';

/** Registries as they should be, but for what is changed by hand. */
export class FakeRegistryDescriptions implements RegistryDescriptions {
  /** Changes, or `undefined` for a registry that is not there, by names of registries. */
  readonly changed = new Map<string, Partial<RegistryFacts> | undefined>();
  /** By names of registries. */
  readonly replicated = new Map<string, RegistryReplication[]>();

  /** Enabled for so many days, or `undefined` where nobody tells, by names of registries. */
  readonly softDeletes = new Map<string, SoftDelete | undefined>();

  async softDelete({ registryName }: RouteEnd): Promise<SoftDelete | undefined> {
    if (this.softDeletes.has(registryName)) return this.softDeletes.get(registryName);
    return this.isGone(registryName) ? undefined : { status: 'disabled', days: 7 };
  }

  async replications({ registryName }: RouteEnd): Promise<RegistryReplication[]> {
    return this.replicated.get(registryName) ?? [];
  }

  async find({ registryName }: RouteEnd): Promise<RegistryFacts | undefined> {
    if (this.isGone(registryName)) return undefined;
    const facts: RegistryFacts = {
      sku: 'Premium',
      location: 'westeurope',
      loginServer: `${registryName}.azurecr.io`,
      publicNetworkAccess: 'Enabled',
      ipRules: [],
      privateEndpoints: 0,
      exportPolicy: 'enabled',
      retention: { status: 'disabled', days: 7 },
      roleAssignmentMode: 'LegacyRegistryPermissions',
      zoneRedundancy: 'Disabled',
    };
    return { ...facts, ...this.changed.get(registryName) };
  }

  private isGone(registryName: string): boolean {
    return this.changed.has(registryName) && this.changed.get(registryName) === undefined;
  }
}

/** Endpoints that answer, but for those whose look is set by hand. */
export class FakeEndpoints implements Endpoints {
  readonly looks = new Map<string, EndpointLook>();

  constructor(private readonly now: () => number = MACHINE.now) {}

  async look(url: string): Promise<EndpointLook> {
    return this.looks.get(url) ?? { answers: true, status: 401, date: this.now(), words: 'Unauthorized' };
  }
}

/** A cloud that knows the API versions of a list. */
export class FakePipelineVersions implements PipelineVersions {
  known = ['2019-12-01-preview', '2025-06-01-preview'];

  async look({ cloud }: RouteEnd) {
    const isKnown = this.known.includes(cloud.pipelineApiVersion);
    const words = isKnown ? 'OK' : 'NoRegisteredProviderFound: No registered resource provider found.';
    return { isKnown, supported: this.known, words };
  }
}

/** A container that takes everything, until `refusal` says otherwise. */
export class FakeStateProbe implements StateProbe {
  refusal: Error | undefined;

  async probe(): Promise<void> {
    if (this.refusal) throw this.refusal;
  }
}

/** What a doctor asks: a route whose set-up has nothing wrong but that there are no pipelines yet. */
export function doctorPorts() {
  const registries = new FakeRegistries();
  return {
    routes: { load: async () => ({ routes: new Map([['prod', route()]]), mistakes: [] }) },
    state: new FakeStateProbe(),
    stateLayout: new FakeStateSchemas(),
    pauses: new FakePauseStore(),
    endpoints: new FakeEndpoints(),
    versions: new FakePipelineVersions(),
    registries: new FakeRegistryDescriptions(),
    routePipelines: new FakeRoutePipelines(),
    ...storagePorts(),
    ...{ pipelineRuns: registries.pipelineRuns, listing: registries.listing, catalog: registries.catalog },
    transfers: new FakeTransferStore(),
    machine: MACHINE,
  } satisfies DoctorDependencies;
}
