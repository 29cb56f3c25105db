import {
  desiredPipeline,
  differenceOf,
  hasFailed,
  isChanging,
  type ActualPipeline,
  type DesiredPipeline,
} from '../../../src/domain/pipelines/pipeline';
import { SOURCE, routeEnd } from '../../helpers/route';

const ID = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/Ferry';
const CONTAINER = 'https://builds.blob.core.windows.net/transfers';
const SECRET = 'https://vault.example/secrets/sas';

const desired: DesiredPipeline = {
  containerUri: CONTAINER,
  storageAccessMode: 'ManagedIdentity',
  options: ['OverwriteTags', 'ContinueOnErrors'],
  sourceTrigger: 'Disabled',
};
const actual: ActualPipeline = {
  resourceId: '/p',
  containerUri: CONTAINER,
  storageAccessMode: 'ManagedIdentity',
  options: ['OverwriteTags', 'ContinueOnErrors'],
  identity: { type: 'SystemAssigned', principalId: 'p', userAssigned: [] },
  sourceTrigger: 'Disabled',
  provisioningState: 'Succeeded',
};
const sas: { storageAccessMode: 'SasToken'; secretUri: string } = { storageAccessMode: 'SasToken', secretUri: SECRET };
const user = (...ids: string[]) => ({ type: 'UserAssigned', userAssigned: ids.map((id) => ({ id })) });
const { sourceTrigger: _none, ...ofExport } = desired;
const { sourceTrigger: _default, ...untold } = actual;

it.each<[string, Partial<ActualPipeline>, Partial<DesiredPipeline>]>([
  ['the same', {}, {}],
  ['options in another order and letter case', { options: ['continueonerrors', 'OVERWRITETAGS'] }, {}],
  ['another letter case of the container, and a slash', { containerUri: `${CONTAINER.toUpperCase()}/` }, {}],
  ['a secret that an identity does not need', { secretUri: SECRET }, {}],
  ['letter case of the secret', { ...sas, secretUri: SECRET.toUpperCase() }, sas],
  ['the mode in another letter case', { storageAccessMode: 'managedIdentity' }, {}],
  ['letter case of an identity', { identity: user(ID.toLowerCase()) }, { userAssignedIdentity: ID }],
  ['letter case of a trigger', { sourceTrigger: 'disabled' }, {}],
  ['a type as the service writes it', { identity: { type: 'systemAssigned', userAssigned: [] } }, {}],
  ['no options at all', { options: [] }, { options: [] }],
])('no difference: %s', (_, is, shouldBe) => {
  expect(differenceOf({ ...actual, ...is }, { ...desired, ...shouldBe })).toEqual([]);
});

it('a trigger that is not shown is Enabled, and no matter of an export pipeline', () => {
  expect(differenceOf(untold, { ...desired, sourceTrigger: 'Enabled' })).toEqual([]);
  expect(differenceOf(untold, desired)).toEqual([{ what: 'sourceTrigger', is: 'Enabled', shouldBe: 'Disabled' }]);
  expect(differenceOf(untold, ofExport)).toEqual([]);
  expect(differenceOf(actual, ofExport)).toEqual([]);
});

it.each<[string, Partial<ActualPipeline>, Partial<DesiredPipeline>, object[]]>([
  [
    'another container',
    { containerUri: `${CONTAINER}2` },
    {},
    [{ what: 'containerUri', is: `${CONTAINER}2`, shouldBe: CONTAINER }],
  ],
  [
    'another option',
    { options: ['DeleteSourceBlobOnSuccess'] },
    {},
    [{ what: 'options', is: 'DeleteSourceBlobOnSuccess', shouldBe: 'ContinueOnErrors, OverwriteTags' }],
  ],
  ['an option too many', { options: ['X'] }, { options: [] }, [{ what: 'options', is: 'X', shouldBe: null }]],
  [
    'a SAS instead of an identity',
    sas,
    {},
    [
      { what: 'storageAccessMode', is: 'SasToken', shouldBe: 'ManagedIdentity' },
      { what: 'secretUri', is: SECRET, shouldBe: null },
    ],
  ],
  [
    'an identity instead of a SAS',
    {},
    sas,
    [
      { what: 'storageAccessMode', is: 'ManagedIdentity', shouldBe: 'SasToken' },
      { what: 'secretUri', is: null, shouldBe: SECRET },
    ],
  ],
  [
    'an identity of its own',
    {},
    { userAssignedIdentity: ID },
    [{ what: 'identity', is: 'SystemAssigned', shouldBe: ID }],
  ],
  [
    'an identity of its own and another one',
    { identity: { ...user(ID), type: 'SystemAssigned, UserAssigned' } },
    { userAssignedIdentity: ID },
    [{ what: 'identity', is: `SystemAssigned, UserAssigned, ${ID}`, shouldBe: ID }],
  ],
  [
    'two identities',
    { identity: user(ID, `${ID}2`) },
    { userAssignedIdentity: ID },
    [{ what: 'identity', is: `${ID}, ${ID}2`, shouldBe: ID }],
  ],
])('a difference: %s', (_, is, shouldBe, expected) => {
  expect(differenceOf({ ...actual, ...is }, { ...desired, ...shouldBe })).toEqual(expected);
});

it('a pipeline without identity, and none at all', () => {
  const { identity: _lost, ...rest } = actual;
  expect(differenceOf(rest, desired)).toEqual([{ what: 'identity', is: null, shouldBe: 'SystemAssigned' }]);
  expect(differenceOf(undefined, desired)).toEqual([{ what: 'pipeline', is: null, shouldBe: 'exists' }]);
});

it('what should be is what the end says, with its container; nothing where it does not say', () => {
  expect(desiredPipeline(SOURCE)).toBeUndefined();
  const pipelineSettings = { options: [], storageAccessMode: 'ManagedIdentity' } as const;
  expect(desiredPipeline(routeEnd('builds', { pipelineSettings }))).toEqual({
    containerUri: SOURCE.containerUri,
    ...pipelineSettings,
  });
});

it('a container is meant by its primary address, whatever alias the route has', () => {
  const pipelineSettings = { options: [], storageAccessMode: 'ManagedIdentity' } as const;
  const containerUri = SOURCE.containerUri.replace('.blob.', '.dfs.');
  expect(desiredPipeline(routeEnd('builds', { containerUri, pipelineSettings }))?.containerUri).toBe(
    SOURCE.containerUri,
  );
});

it('states are told in any letter case; one that is not shown is at rest', () => {
  const of = (provisioningState?: string) => ({ ...actual, provisioningState }) as ActualPipeline;
  for (const state of ['Creating', 'Updating', 'Deleting', 'creating']) expect(isChanging(of(state))).toBe(true);
  for (const state of ['Succeeded', 'Failed', 'Canceled', undefined]) expect(isChanging(of(state))).toBe(false);
  for (const state of ['Failed', 'canceled']) expect(hasFailed(of(state))).toBe(true);
  for (const state of ['Succeeded', 'Creating', undefined]) expect(hasFailed(of(state))).toBe(false);
});
