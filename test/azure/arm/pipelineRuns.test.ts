import { createHttpHeaders, type HttpClient } from '@azure/core-rest-pipeline';
import { createPipelineRuns } from '../../../src/azure/arm/pipelineRuns';
import { routeEnd } from '../../helpers/route';

interface Sent {
  status: number;
  body: object;
}

const mockAnswers: Sent[] = [];
const mockAsked: string[] = [];
jest.mock('../../../src/azure/httpClient', () => {
  const sendRequest: HttpClient['sendRequest'] = async (request) => {
    mockAsked.push(`${request.method} ${request.url}`);
    const { status, body } = mockAnswers.shift() ?? { status: 500, body: {} };
    const headers = createHttpHeaders({ 'content-type': 'application/json' });
    return { request, status, headers, bodyAsText: JSON.stringify(body) };
  };
  return { HTTP_CLIENT: { sendRequest } };
});

const END = routeEnd('builds');
const ARM = END.cloud.resourceManagerEndpoint;
const token = { token: 't', expiresOnTimestamp: Date.now() + 3_600_000 };
const runs = createPipelineRuns(() => ({ getToken: async () => token }));

function answer(...answers: Sent[]): void {
  mockAnswers.splice(0, mockAnswers.length, ...answers);
  mockAsked.length = 0;
}

it('follows the next page as the service gives it', async () => {
  const nextLink = `${ARM}${END.registryId}/pipelineRuns?api-version=2025-06-01-preview&$skiptoken=a%2Fb`;
  answer({ status: 200, body: { value: [], nextLink } }, { status: 200, body: { value: [], nextLink: null } });
  const first = await runs.list(END);
  expect(first).toEqual({ runs: [], next: nextLink });
  expect(await runs.list(END, first.next)).toEqual({ runs: [] });
  expect(mockAsked[1]).toMatch(/^GET https:\/\/management\.azure\.com\/.*\$skiptoken=a%2Fb/);
});

it.each(['https://elsewhere.example/runs', `${ARM}.elsewhere.example/runs`, '/runs', 'http://management.azure.com/x'])(
  'does not take its token to %s',
  async (nextLink) => {
    answer();
    await expect(runs.list(END, nextLink)).rejects.toMatchObject({ code: 'endpoint_not_allowed' });
    expect(mockAsked).toEqual([]);
  },
);

it('reads what a run tells, however little that is; one without a name is nobody’s', async () => {
  const times = { createdAt: '2026-11-01T00:00:00Z', lastModifiedAt: '2026-11-02T00:00:00Z' };
  const { createdAt } = times;
  const response = { status: 'Succeeded', finishTime: '2026-11-03T00:00:00Z' };
  answer({
    status: 200,
    body: {
      value: [
        { name: 'bare' },
        { properties: {} },
        { name: 'refused', systemData: times, properties: { provisioningState: 'Failed' } },
        { name: 'begun', systemData: times, properties: { provisioningState: 'Creating' } },
        {
          name: 'ended',
          systemData: times,
          properties: {
            ...{ provisioningState: 'Succeeded', response },
            request: { pipelineResourceId: '/p', source: { name: 'blob.tar.gz' } },
          },
        },
        { name: 'endless', properties: { provisioningState: 'Succeeded', response: { status: 'Succeeded' } } },
      ],
    },
  });
  const listed = (await runs.list(END)).runs;
  const decidedOn = listed.map(({ name, phase, pipelineId, blob, createdAt: began, endedAt }) => ({
    ...{ name, phase, pipelineId, blob, createdAt: began, endedAt },
  }));
  expect(decidedOn).toEqual([
    { name: 'bare', phase: 'running' },
    { name: 'refused', phase: 'failed', createdAt, endedAt: times.lastModifiedAt },
    { name: 'begun', phase: 'running', createdAt },
    {
      name: 'ended',
      phase: 'succeeded',
      pipelineId: '/p',
      blob: 'blob.tar.gz',
      createdAt,
      endedAt: response.finishTime,
    },
    { name: 'endless', phase: 'succeeded' },
  ]);
});

it('shows all that a run tells: its words, its times, what began it, what it was asked for', async () => {
  const response = {
    ...{ status: 'Failed', startTime: '2026-11-03T00:00:00Z', finishTime: '2026-11-03T00:01:00Z' },
    ...{ progress: { percentage: '20' }, catalogDigest: 'sha256@1', pipelineRunErrorMessage: 'No such blob.' },
    trigger: { sourceTrigger: { timestamp: '2026-11-02T23:50:00Z' } },
  };
  const request = { pipelineResourceId: '/p', source: { name: 'b' }, artifacts: ['app:v1', 7] };
  const systemData = { createdAt: '2026-11-02T23:59:00Z' };
  const properties = { provisioningState: 'Failed', request, response };
  answer({ status: 200, body: { id: '/runs/r_1', systemData, properties } });
  expect(await runs.find(END, 'r_1')).toEqual({
    ...{ name: 'r_1', resourceId: '/runs/r_1', phase: 'failed', pipelineId: '/p', blob: 'b', percentage: 20 },
    ...{ provisioningState: 'Failed', status: 'Failed', errorMessage: 'No such blob.' },
    ...{ createdAt: systemData.createdAt, startedAt: response.startTime, endedAt: response.finishTime },
    ...{ writtenAt: '2026-11-02T23:50:00Z', artifacts: ['app:v1'], catalogDigest: 'sha256@1' },
  });
});

it.each([200, 202, 204])('a deletion that is answered with %d was accepted', async (status) => {
  answer({ status, body: {} });
  await expect(runs.remove(END, 'e1')).resolves.toBeUndefined();
});

it('one that is gone is no error; a refusal is', async () => {
  answer({ status: 404, body: { error: { code: 'ResourceNotFound' } } });
  await expect(runs.remove(END, 'e1')).resolves.toBeUndefined();
  answer({ status: 409, body: { error: { code: 'ScopeLocked', message: 'It is locked.' } } });
  await expect(runs.remove(END, 'e1')).rejects.toThrow('It is locked.');
  answer({ status: 404, body: { error: { code: 'ResourceGroupNotFound' } } });
  await expect(runs.list(END)).rejects.toMatchObject({ code: 'resource_not_found' });
});

it('reads what the registry says of a run that its source trigger started, whose request it need not echo', async () => {
  const response = {
    ...{ status: 'Running', startTime: '2026-11-01T00:00:01.0000000+00:00' },
    source: { uri: 'https://a.example/c/inbox/app.tar.gz' },
    trigger: { sourceTrigger: { timestamp: '2026-11-01T00:00:00.0000000+00:00' } },
  };
  answer({ status: 200, body: { value: [{ name: 'importferry_1f0c', properties: { response } }] } });
  expect((await runs.list(END)).runs).toMatchObject([
    {
      ...{ name: 'importferry_1f0c', phase: 'running', blobUri: response.source.uri },
      ...{ createdAt: response.startTime, writtenAt: response.trigger.sourceTrigger.timestamp },
    },
  ]);
});
