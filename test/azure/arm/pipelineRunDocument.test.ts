import { toPipelineRunStatus } from '../../../src/azure/arm/pipelineRunDocument';

const ID = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/builds/pipelineRuns/e1';

it('reads the resource as the service writes it: the percentage is a text', () => {
  const body = {
    id: ID,
    properties: {
      provisioningState: 'Succeeded',
      response: { status: 'Running', progress: { percentage: '20' }, catalogDigest: 'sha256@1', startTime: 'x' },
    },
  };
  const headers = { 'retry-after': '12', 'x-ms-correlation-request-id': 'c1', authorization: 'Bearer x' };
  expect(toPipelineRunStatus({ headers, body }, 'other')).toEqual({
    resourceId: ID,
    provisioningState: 'Succeeded',
    status: 'Running',
    percentage: 20,
    startedAt: 'x',
    correlationId: 'c1',
    retryAfterSeconds: 12,
  });
});

it.each([{}, { properties: {} }, { properties: { response: {} } }, { properties: { response: null } }])(
  'every part may be absent: %j',
  (body) => {
    expect(toPipelineRunStatus({ headers: {}, body: body as object }, ID)).toEqual({ resourceId: ID, percentage: 0 });
  },
);

it.each([
  ['100', 100],
  ['', 0],
  ['12.5', 12.5],
  ['many', 0],
  ['-3', 0],
  ['250', 100],
  [40, 40],
])('a percentage of %j is %d', (percentage, expected) => {
  const body = { properties: { response: { progress: { percentage } } } };
  expect(toPipelineRunStatus({ headers: {}, body }, ID).percentage).toBe(expected);
});

it.each(['0', '-1', 'Wed, 21 Oct 2026 07:28:00 GMT', ''])('a Retry-After of %j is not waited for', (value) => {
  expect(toPipelineRunStatus({ headers: { 'retry-after': value }, body: {} }, ID)).not.toHaveProperty(
    'retryAfterSeconds',
  );
});

it("the service's message loses its signature", () => {
  const pipelineRunErrorMessage = 'Could not write https://a.blob.core.windows.net/c/b?sv=1&sig=c2VjcmV0%3D';
  const body = { properties: { response: { pipelineRunErrorMessage } } };
  expect(toPipelineRunStatus({ headers: { 'x-ms-request-id': 'r1' }, body }, ID)).toMatchObject({
    errorMessage: 'Could not write https://a.blob.core.windows.net/c/b?sv=1&…',
    correlationId: 'r1',
  });
});

it.each([
  [['app:1', 'base@sha256:1'], { importedArtifacts: ['app:1', 'base@sha256:1'] }],
  [['app:1', 17, null], { importedArtifacts: ['app:1'] }],
  [[], {}],
  ['app:1', {}],
])('what an import run says it imported, where it says so: %j', (importedArtifacts, expected) => {
  const body = { properties: { response: { importedArtifacts } } };
  expect(toPipelineRunStatus({ headers: {}, body }, ID)).toEqual({ resourceId: ID, percentage: 0, ...expected });
});

it.each([
  [
    { provisioningState: 'Failed', response: { status: 'Failed', finishTime: '2026-11-20T10:00:00Z' } },
    '2026-11-20T10:00:00Z',
  ],
  [{ provisioningState: 'Failed' }, '2026-11-20T09:00:00Z'],
  [{ provisioningState: 'Creating' }, undefined],
])('a run tells when it ended, or was refused: %j', (properties, endedAt) => {
  const body = { properties, systemData: { lastModifiedAt: '2026-11-20T09:00:00Z' } };
  expect(toPipelineRunStatus({ headers: {}, body }, ID).endedAt).toBe(endedAt);
});
