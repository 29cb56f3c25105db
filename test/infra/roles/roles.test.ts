import { appRegistryRights } from '../../../src/doctor/access/appRegistryRights';
import { appContainerRights } from '../../../src/doctor/access/appContainerRights';
import * as builtInRoles from '../../../src/domain/roles/builtInRoles';
import { appNeedsOf } from '../../../src/domain/roles/appNeeds';
import type { RouteEnd } from '../../../src/domain/route';
import { createEndFixture } from '../../doctor/endFixture';
import { ACCOUNT_ID } from '../../helpers/fakeStorageFacts';
import { COPY, route, routeEnd } from '../../helpers/route';
import { deployInfra, SOURCE_REGISTRY, TARGET_REGISTRY } from '../deployInfra';
import type { Deployment } from '../template/deployTemplate';
import { grantsOf, type Grant } from './grantsOf';
import { permissionOf, ROLES } from './roleNames';

const PLACES = { [SOURCE_REGISTRY]: 'source registry', [TARGET_REGISTRY]: 'target registry' };
const MODES = ['ManagedIdentity', 'SasToken'] as const;

interface EndOutput {
  readonly containerUri: string;
  readonly storageAccountId: string;
  readonly pipelineIdentityId: string;
  readonly secretUri: string;
}

/** The route that the outputs of a deployment describe. */
function routeOf({ outputs }: Deployment, mode: (typeof MODES)[number], pipelinesMadeBy: string) {
  const end = (registryId: string, told: unknown): RouteEnd => {
    const { containerUri, storageAccountId, pipelineIdentityId, secretUri } = told as EndOutput;
    const sas =
      mode === 'SasToken'
        ? ({ secretUri, sas: { by: 'userDelegation', validDays: 7, renewBeforeDays: 2 } } as const)
        : {};
    const identity = pipelinesMadeBy === 'app' ? { userAssignedIdentity: pipelineIdentityId } : {};
    return routeEnd('any', {
      ...{ registryId, containerUri, storageAccountId },
      pipelineSettings: { options: [], storageAccessMode: mode, ...sas, ...identity },
    });
  };
  const [source, target] = [end(SOURCE_REGISTRY, outputs['sourceEnd']), end(TARGET_REGISTRY, outputs['targetEnd'])];
  return route({ source, target });
}

/** Resource id of the place of a need. */
function placeOf(scope: string, ends: readonly RouteEnd[], { resources }: Deployment): string {
  for (const { containerUri, storageAccountId = '' } of ends) {
    if (scope === containerUri)
      return `${storageAccountId}/blobServices/default/containers/${containerUri.split('/').at(-1)}`;
    if (scope === new URL(containerUri).origin) return storageAccountId;
  }
  const vault = resources.find(({ answers }) => answers['vaultUri'] === `${scope}/`);
  return vault?.id ?? scope;
}

const replaced = new Map(Object.values(ROLES.custom).map(({ role, insteadOf }) => [role, insteadOf]));
const app = (grants: readonly Grant[]): Grant[] => grants.filter(({ who }) => who === 'the app');

describe.each(MODES)('with pipelines that have %s', (storageAccessMode) => {
  describe.each(['deployment', 'app'] as const)('and are made by the %s', (pipelinesMadeBy) => {
    it.each([false, true])(
      'the app gets what it says that it needs, and nothing else (repository permissions: %s)',
      (abac) => {
        const deployment = deployInfra({ storageAccessMode, pipelinesMadeBy, repositoryPermissions: abac });
        const { source, target, ...others } = routeOf(deployment, storageAccessMode, pipelinesMadeBy);
        const ends = [source, target] as RouteEnd[];
        const mode = abac ? 'AbacRepositoryPermissions' : 'LegacyRegistryPermissions';
        const needs = (['source', 'target'] as const)
          .flatMap((name, n) => appNeedsOf(name, ends[n] as RouteEnd, { ...others, source, target } as never, {}))
          .filter(({ roleAssignmentMode = mode }) => roleAssignmentMode === mode)
          .map(({ role, scope }) => `${role} on ${placeOf(scope, ends, deployment)}`);
        const given = app(grantsOf(deployment, {}, PLACES))
          .filter(
            ({ on, role }) =>
              !/^(host|state) storage|^vault of credentials|^log$/.test(on) && role !== 'acr-ferry looks',
          )
          .map(({ role, scope }) => `${replaced.get(role) ?? role} on ${scope}`);
        expect(given.toSorted()).toEqual([...new Set(needs)].toSorted());
      },
    );
  });
});

it('names and ids of built-in roles are those of the app’s own tables', () => {
  const known = Object.values(builtInRoles)
    .filter((one) => typeof one === 'object')
    .map(({ role, roleDefinitionId }) => ({ role, id: roleDefinitionId }));
  const ofHost = [
    ...['Storage Blob Data Owner', 'Storage Queue Data Contributor', 'Storage Table Data Contributor'],
    'Monitoring Metrics Publisher',
  ];
  const used = Object.values(ROLES.builtIn).filter(({ role }) => !ofHost.includes(role));
  for (const one of used) expect(known).toContainEqual(one);
});

it('the app’s own roles allow what the doctor asks for, at both ends', async () => {
  for (const name of ['source', 'target'] as const) {
    const { look, roles, end, put } = await createEndFixture(name, { copy: { ...COPY, strategy: 'server' } });
    await put();
    roles.allowed.set(end.registryId, [permissionOf('pipelineRuns'), permissionOf('looks')]);
    const delegator = { actions: ['Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action'] };
    roles.allowed.set(ACCOUNT_ID, [
      permissionOf('blobs'),
      { notActions: [], dataActions: [], notDataActions: [], ...delegator },
    ]);
    expect(await look(appRegistryRights)).toMatchObject({ status: 'ok' });
    expect(await look(appContainerRights)).toMatchObject({ status: 'ok' });
    roles.allowed.set(end.registryId, [permissionOf('looks')]);
    expect(await look(appRegistryRights)).toMatchObject({ status: 'failed' });
  }
});

it('the app’s own roles cannot do what they stand for not doing', () => {
  const { actions: runs } = permissionOf('pipelineRuns');
  expect(runs.filter((action) => /Pipelines\/(write|delete)|\*/.test(action))).toEqual([]);
  const { actions: blobs, dataActions } = permissionOf('blobs');
  expect([...blobs, ...dataActions].filter((action) => /containers\/(write|delete)$|\*/.test(action))).toEqual([]);
  const { actions: looks, dataActions: reads } = permissionOf('looks');
  expect([looks.filter((action) => !action.endsWith('/read')), reads]).toEqual([[], []]);
});

it('a second deployment gives the same roles by the same names', () => {
  const ids = ({ resources }: Deployment): string[] => resources.map(({ id }) => id);
  expect(ids(deployInfra())).toEqual(ids(deployInfra()));
  expect(new Set(ids(deployInfra())).size).toBe(ids(deployInfra()).length);
});

it('the import pipeline cannot write into its container, and neither pipeline has anything at the other end', () => {
  const grants = grantsOf(deployInfra(), {}, PLACES).filter(({ who }) => who.endsWith('pipeline'));
  expect(grants.map(({ who, on, role }) => [who, on, role])).toEqual([
    ['the export pipeline', 'source storage, container `exports`', 'Storage Blob Data Contributor'],
    ['the import pipeline', 'target storage, container `imports`', 'Storage Blob Data Reader'],
  ]);
});

it('who has no name in the table of rights is not let through', () => {
  expect(() => grantsOf(deployInfra({ operatorId: 'somebody' }), {}, PLACES)).toThrow('somebody has no name');
});
