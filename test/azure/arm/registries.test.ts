import { createHttpHeaders, type HttpClient, type PipelineResponse } from '@azure/core-rest-pipeline';
import { createFindLoginServer } from '../../../src/azure/arm/registries';
import { createTransferPipelines } from '../../../src/azure/arm/transferPipelines';
import { routeEnd } from '../../helpers/route';

type Sent = Pick<PipelineResponse, 'status'> & { type?: string; body: string };

const mockAnswers: Sent[] = [];
const mockAsked: string[] = [];
jest.mock('../../../src/azure/httpClient', () => {
  const sendRequest: HttpClient['sendRequest'] = async (request) => {
    mockAsked.push(`${request.method} ${request.url}`);
    const { status, type = 'application/json', body } = mockAnswers.shift() ?? { status: 500, body: '' };
    return { request, status, headers: createHttpHeaders({ 'content-type': type }), bodyAsText: body };
  };
  return { HTTP_CLIENT: { sendRequest } };
});

const END = routeEnd('builds');
const credential = () => ({ getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 }) });
const pipelines = createTransferPipelines(credential);

function answer(...answers: Sent[]): void {
  mockAnswers.splice(0, mockAnswers.length, ...answers);
  mockAsked.length = 0;
}

const json = (status: number, error: object): Sent => ({ status, body: JSON.stringify({ error }) });
const NOT_FOUND = json(404, { code: 'ResourceNotFound', message: 'Not found.' });
const NO_GROUP = json(404, { code: 'ResourceGroupNotFound', message: 'No such group.' });
const PAGE: Sent = { status: 404, type: 'text/html', body: '<html><title>Not here</title></html>' };
const PAGE_AS_JSON: Sent = { ...PAGE, type: 'application/json' };

describe('a 404 of Resource Manager', () => {
  it.each([
    ['its own word', NOT_FOUND, 'resource_not_found'],
    ['no such resource group', NO_GROUP, 'resource_not_found'],
    ["a proxy's page", PAGE, 'service_unavailable'],
    ["a proxy's page that claims to be JSON", PAGE_AS_JSON, 'service_unavailable'],
    ['nothing', { status: 404, body: '' }, 'service_unavailable'],
  ])('%s: %#', async (_, sent, code) => {
    answer(sent);
    await expect(createFindLoginServer(credential)(END, 'prod')).rejects.toMatchObject({ code });
    answer(sent);
    await expect(pipelines.startImport(END, 'prod', 'r1', 'b')).rejects.toMatchObject({ code });
  });

  it.each([NO_GROUP, PAGE, PAGE_AS_JSON, { status: 404, body: '' }])(
    'is the absence of a run only in its own word: %#',
    async (sent) => {
      answer(sent, NOT_FOUND);
      await expect(pipelines.getRun(END, 'r1')).rejects.toThrow(
        /^(?:Could not|What is needed to) read the pipeline run r1/,
      );
      expect(await pipelines.getRun(END, 'r1')).toBeUndefined();
      expect(mockAsked).toHaveLength(2);
    },
  );
});

describe('the words of Resource Manager', () => {
  it.each([
    [
      409,
      { error: { code: 'Conflict', message: 'Another operation on this registry is in progress.' } },
      { transient: true },
    ],
    [409, { error: { code: 'Conflict', details: [{ code: 'AnotherOperationInProgress' }] } }, { transient: true }],
    [
      400,
      { error: { code: 'BadRequest', details: [{ code: 'Inner', message: 'This is why.' }] } },
      { code: 'service_refused', message: expect.stringContaining(': Inner: This is why. BadRequest') as string },
    ],
    [403, { Message: 'Flat and forbidden.' }, { message: expect.stringContaining('Flat and forbidden.') as string }],
    [400, 'The text of a gateway\nwith more', { message: expect.stringMatching(/: The text of a gateway$/) as string }],
  ])('%s %j', async (status, body, expected) => {
    const type = typeof body === 'string' ? 'text/plain' : 'application/json';
    const sent = { status, type, body: typeof body === 'string' ? body : JSON.stringify(body) };
    answer(sent, NOT_FOUND);
    await expect(pipelines.startImport(END, 'prod', 'r1', 'b')).rejects.toMatchObject(expected);
  });
});

describe('the login server that Resource Manager names', () => {
  const named = (loginServer: string): Sent => ({
    status: 200,
    body: JSON.stringify({ sku: { name: 'Premium' }, properties: { loginServer } }),
  });
  const own = { ...END, cloud: { ...END.cloud, name: 'island' } };
  const { registrySuffixes: _known, ...unsaid } = own.cloud;

  it.each([
    ['builds.azurecr.io', END],
    ['builds-a1b2.azurecr.io', END],
    ['127.0.0.1:5001', { ...own, cloud: unsaid }],
    ['builds.island.example', { ...own, cloud: { ...unsaid, registrySuffixes: ['island.example'] } }],
  ])('%s gets tokens', async (loginServer, end) => {
    answer(named(loginServer));
    expect(await createFindLoginServer(credential)(end, 'prod')).toBe(loginServer);
  });

  it.each([
    ['builds.azurecr.io.elsewhere.example', END],
    ['azurecr.io', END],
    ['elsewhere.example/x.azurecr.io', END],
    ['user@elsewhere.azurecr.io', END],
    ['elsewhere.example/', { ...own, cloud: unsaid }],
  ])('%s gets none', async (loginServer, end) => {
    answer(named(loginServer));
    await expect(createFindLoginServer(credential)(end, 'prod')).rejects.toMatchObject({
      code: 'endpoint_not_allowed',
    });
  });

  it('is asked of the Resource Manager of each cloud', async () => {
    const find = createFindLoginServer(credential);
    const end = { ...own, cloud: { ...unsaid, resourceManagerEndpoint: 'https://management.island.example' } };
    answer(named('builds.azurecr.io'), named('builds.island.example'));
    expect([await find(END, 'prod'), await find(end, 'prod')]).toEqual(['builds.azurecr.io', 'builds.island.example']);
    expect(mockAsked).toHaveLength(2);
  });
});
