import { readFile } from 'node:fs/promises';
import { BlockBlobClient } from '@azure/storage-blob';
import type { ActivityDependencies } from '../activities/dependencies';
import { createPermissions } from '../azure/arm/permissions';
import { createPipelineRuns } from '../azure/arm/pipelineRuns';
import { createResources } from '../azure/arm/resources';
import { createRoleAssignments } from '../azure/arm/roleAssignments';
import { createRoutePipelines } from '../azure/arm/routePipelines';
import { createPipelineVersions } from '../azure/arm/pipelineVersions';
import { createRegistryDescriptions } from '../azure/arm/registryDescriptions';
import { createFindLoginServer } from '../azure/arm/registries';
import { createTransferPipelines } from '../azure/arm/transferPipelines';
import { ENDPOINTS } from '../azure/endpoints';
import { createAppCredential, createCredentialFor } from '../azure/identity/credentials';
import { ownStorageReach } from '../azure/reach';
import { createCatalog } from '../azure/registry/catalog';
import { createCanaries } from '../azure/state/canaries';
import { createCleanups } from '../azure/state/cleanups';
import { createTransferPages } from '../azure/state/transfers/transferPages';
import { createLedger } from '../azure/state/ledger/ledger';
import { createManifestMemory } from '../azure/state/manifestMemory';
import { createLedgerRebuilds } from '../azure/state/ledger/ledgerRebuilds';
import { createRegistryContent } from '../azure/registry/registryContent';
import { createRegistryListing } from '../azure/registry/listing';
import { createPauseStore } from '../azure/state/pauseStore';
import { createPushes } from '../azure/state/pushes';
import { createScheduleBooks } from '../azure/state/scheduleBooks';
import { createStateProbe } from '../azure/state/stateProbe';
import { createSweeps } from '../azure/state/sweeps';
import { createSlotStore } from '../azure/state/slots';
import { budgetReads, budgetRuns } from '../azure/registry/budgetReads';
import { createReadBudget } from '../azure/registry/readBudget';
import { createTransferRemovals } from '../azure/state/transfers/transferRemovals';
import { createTransferStore } from '../azure/state/transfers/transferStore';
import { storagePipeline } from '../azure/storage/pipeline';
import { readWhole } from '../azure/storage/readWhole';
import { createSasIssuer } from '../azure/sas/sasIssuer';
import { createSasSecrets } from '../azure/vault/sasSecrets';
import { createReadSecret } from '../azure/vault/secrets';
import { createDoctor } from '../doctor/createDoctor';
import { rememberLooks } from '../doctor/rememberLooks';
import type { Canaries } from '../domain/ports/canaries';
import type { Chance, Clock } from '../domain/ports/machine';
import type { PauseStore } from '../domain/ports/pauseStore';
import type { Permissions } from '../domain/ports/permissions';
import type { Resources } from '../domain/ports/resources';
import type { RoleAssignments } from '../domain/ports/roleAssignments';
import type { RoutePipelines } from '../domain/ports/routePipelines';
import type { RegistryContent } from '../domain/ports/registryContent';
import type { RouteBook } from '../domain/ports/routeBook';
import type { SasIssuer } from '../domain/ports/sasIssuer';
import type { SasSecrets } from '../domain/ports/sasSecrets';
import type { StateLayout } from '../domain/ports/stateSchemas';
import type { Sweeps } from '../domain/ports/sweeps';
import type { AppSettings } from '../settings/appSettings';
import { loadRoutes } from '../settings/routes/loadRoutes';
import { readRoutesFile } from '../settings/routes/readRoutesFile';
import { createRouteBook } from '../settings/routes/routeBook';
import { besideRoutes } from './besideRoutes';
import { createDoctorPorts } from './createDoctorPorts';
import { createOwnState } from './createOwnState';
import { createStorageServices } from './createStorageServices';

/** Everything that activities and the HTTP API reach. */
export interface Services extends ActivityDependencies {
  settings: AppSettings;
  routes: RouteBook;
  pauses: PauseStore;
  sweeps: Sweeps;
  routePipelines: RoutePipelines;
  resources: Resources;
  permissions: Permissions;
  roleAssignments: RoleAssignments;
  sasSecrets: SasSecrets;
  sasIssuer: SasIssuer;
  canaries: Canaries;
  stateLayout: StateLayout;
  registryContent: RegistryContent;
}

const ROUTES_MAX_AGE_SECONDS = 30;

/** Makes every client and adapter of the app. Nothing is asked of Azure before one of them is used. */
export function createServices(settings: AppSettings, machine: Clock & Chance): Services {
  const appCredential = createAppCredential(settings.identityClientId);
  const readSecret = createReadSecret(appCredential, settings.vaultAudience);
  const credentialFor = createCredentialFor(appCredential, readSecret);
  const { routesLocation, state: own } = settings;
  const ownReach = ownStorageReach(own.containerUri, routesLocation);
  const ownStorage = storagePipeline(appCredential, own.audience, ownReach);

  const readBlob = (url: string): Promise<Uint8Array> => readWhole(new BlockBlobClient(url, ownStorage));
  const routes = createRouteBook({
    readFile: () => readRoutesFile(routesLocation, { readFile: (path) => readFile(path), readBlob }),
    parse: (file) => loadRoutes(file, besideRoutes(routesLocation)),
    now: machine.now,
    maxAgeSeconds: ROUTES_MAX_AGE_SECONDS,
  });

  const { container: state, layout: stateLayout } = createOwnState(own, appCredential, ownReach, machine);
  const findLoginServer = createFindLoginServer(credentialFor);
  const catalog = createCatalog(credentialFor, findLoginServer);
  const listing = createRegistryListing(credentialFor, findLoginServer);
  const pipelineRuns = createPipelineRuns(credentialFor);
  const resources = createResources(credentialFor, machine);
  const permissions = createPermissions(credentialFor);
  const roleAssignments = createRoleAssignments(credentialFor);
  const routePipelines = createRoutePipelines(credentialFor);
  const budget = createReadBudget(settings.registryReadsPerMinute, machine);
  const budgeted = budgetReads({ catalog, listing }, budget);
  const budgetedRuns = budgetRuns(pipelineRuns, budget);
  const transfers = createTransferStore(state, machine);
  const pauses = createPauseStore(state);
  const storage = createStorageServices(machine, credentialFor, readSecret);

  return {
    settings,
    machine,
    stateLayout,
    routes,
    catalog,
    ...budgeted,
    pipelines: createTransferPipelines(credentialFor),
    pipelineRuns,
    budgetedRuns,
    resources,
    permissions,
    roleAssignments,
    sasSecrets: createSasSecrets(appCredential, settings.vaultAudience),
    sasIssuer: createSasIssuer(credentialFor, readSecret, machine.now),
    routePipelines,
    doctor: rememberLooks(
      createDoctor({
        routes,
        state: createStateProbe(state, machine),
        stateLayout,
        pauses,
        endpoints: ENDPOINTS,
        versions: createPipelineVersions(credentialFor),
        registries: createRegistryDescriptions(credentialFor),
        routePipelines,
        pipelineRuns: budgetedRuns,
        listing: budgeted.listing,
        catalog: budgeted.budgetedCatalog,
        transfers,
        ...{ resources, permissions, roleAssignments },
        ...createDoctorPorts(machine, { ...settings, appCredential }, credentialFor, readSecret, storage, resources),
        machine,
      }),
      machine,
    ),
    ...storage,
    pages: createTransferPages(state),
    manifestMemory: createManifestMemory(state),
    transfers,
    removals: createTransferRemovals(state),
    ledger: createLedger(state, machine),
    rebuilds: createLedgerRebuilds(state),
    cleanups: createCleanups(state),
    slots: createSlotStore(state),
    schedules: createScheduleBooks(state),
    pauses,
    pushes: createPushes(state, machine),
    sweeps: createSweeps(state),
    canaries: createCanaries(state),
    registryContent: createRegistryContent(credentialFor, findLoginServer),
  };
}
