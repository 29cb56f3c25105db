import { doctorPorts } from '../helpers/fakeDoctorPorts';
import type { Check, EndCheck, Found } from '../../src/doctor/check';
import type { DesiredPipeline } from '../../src/domain/pipelines/pipeline';
import type { Route } from '../../src/domain/route';
import type { EndName } from '../../src/domain/runs/runFilter';
import { FakeContainerProbes } from '../helpers/fakeContainerProbes';
import { FakeRoutePipelines } from '../helpers/fakeRoutePipelines';
import { FakeResourceManager } from '../helpers/fakeResourceManager';
import { FakeSecretFacts } from '../helpers/fakeSecretFacts';
import { ACCOUNT_ID, FakeStorageFacts } from '../helpers/fakeStorageFacts';
import { FakeVaultNetworks } from '../helpers/fakeVaultNetworks';
import { route } from '../helpers/route';

export const NOW = Date.parse('2026-12-01T12:00:00Z');
export const DAY = 24 * 3_600_000;
/** Object id of the app's identity. */
export const APP = '00000000-0000-4000-8000-0000000000aa';
export const SECRET = 'https://vault.example/secrets/sas';

/** What the checks of one end ask, in memory: a pipeline with a secret that holds a SAS as it should be. */
export async function createEndFixture(name: EndName = 'source', changes: Partial<Route> = {}) {
  const at = route(changes);
  const end = at[name];
  if (!end) throw new Error(`There is no ${name}.`);
  const [routePipelines, secretFacts] = [new FakeRoutePipelines(), new FakeSecretFacts()];
  const [containerProbes, storageFacts] = [new FakeContainerProbes(), new FakeStorageFacts()];
  const machine = { now: () => NOW, wait: async () => undefined };
  const vaultNetworks = new FakeVaultNetworks();
  const roles = new FakeResourceManager();
  roles.accounts.set(end.containerUri.replace(/\/[^/]+$/, ''), ACCOUNT_ID);
  roles.principalId = APP;
  const ofRoles = { resources: roles, permissions: roles, roleAssignments: roles };
  const own = { routePipelines, secretFacts, containerProbes, storageFacts, vaultNetworks, ...ofRoles, machine };
  const deps = { ...doctorPorts(), ...own };
  const put = (desired: Partial<DesiredPipeline> = {}) =>
    routePipelines.put(name, end, {
      containerUri: end.containerUri,
      storageAccessMode: 'SasToken',
      secretUri: SECRET,
      options: [],
      ...desired,
    });
  await put();
  secretFacts.put(SECRET, sasOf(name === 'source' ? {} : { sp: 'rl' }));
  return {
    ...deps,
    roles,
    end,
    put,
    look: (check: Check): Promise<Found> => (check as EndCheck).look(deps, { route: at, name, end }),
  };
}

/** A SAS of a container as an export needs it, with its question mark; undefined takes a field away. */
export function sasOf(changes: Record<string, string | undefined> = {}): string {
  const fields = {
    sv: '2024-11-04',
    st: new Date(NOW - DAY).toISOString(),
    se: new Date(NOW + 90 * DAY).toISOString(),
    sr: 'c',
    sp: 'rawl',
    spr: 'https',
    sig: 'c2VjcmV0%3D',
    ...changes,
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return `?${given.map(([key, value]) => `${key}=${value}`).join('&')}`;
}
