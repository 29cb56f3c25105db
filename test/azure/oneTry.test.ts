import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type * as restPipeline from '@azure/core-rest-pipeline';
import { createFindLoginServer } from '../../src/azure/arm/registries';
import { createPipelineRuns } from '../../src/azure/arm/pipelineRuns';
import { createRoutePipelines } from '../../src/azure/arm/routePipelines';
import { createTransferPipelines } from '../../src/azure/arm/transferPipelines';
import { CLIENT_OPTIONS } from '../../src/azure/clientOptions';
import { createBlockLists } from '../../src/azure/copy/blockLists';
import { createSourceUrlFor } from '../../src/azure/copy/sourceUrl';
import type * as httpClient from '../../src/azure/httpClient';
import { createAppCredential, createCredentialFor } from '../../src/azure/identity/credentials';
import { createCatalog } from '../../src/azure/registry/catalog';
import { createLedger } from '../../src/azure/state/ledger/ledger';
import { createRegistryListing } from '../../src/azure/registry/listing';
import { createSlotStore } from '../../src/azure/state/slots';
import { createTransferStore } from '../../src/azure/state/transfers/transferStore';
import { createCleanups } from '../../src/azure/state/cleanups';
import { createBlobs } from '../../src/azure/storage/blobs';
import { createStoredBlobs } from '../../src/azure/storage/storedBlobs';
import { createOpenContainer } from '../../src/azure/storage/containers';
import { createReadSecret } from '../../src/azure/vault/secrets';
import { MACHINE } from '../../src/services/machine';
import { NO_SLOTS } from '../../src/domain/slots/slots';
import { PUBLIC_CLOUD, routeEnd } from '../helpers/route';
import { recordOf } from '../contract/transferStoreContract';

/** Where every request ends up, whatever its address. */
let mockServer = '';
const LIMIT_MS = 200;

jest.mock('../../src/azure/httpClient', () => {
  const { sendWithin } = jest.requireActual<typeof httpClient>('../../src/azure/httpClient');
  const { createDefaultHttpClient } = jest.requireActual<typeof restPipeline>('@azure/core-rest-pipeline');
  const inner = createDefaultHttpClient();
  const sendRequest: restPipeline.HttpClient['sendRequest'] = async (request) => {
    request.url = mockServer;
    request.allowInsecureConnection = true;
    return sendWithin(request, (limited) => inner.sendRequest(limited), LIMIT_MS);
  };
  const sendSoon: typeof sendWithin = (request, send) => sendWithin(request, send, LIMIT_MS);
  return { HTTP_CLIENT: { sendRequest }, sendWithin: sendSoon };
});

let status = 503;
let requests = 0;
const server = createServer((_, response) => {
  requests += 1;
  if (status === 0) return;
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '30' });
  response.end('{}');
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  mockServer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a/c`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const token = { getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 3_600_000 }) };
const credentialFor = () => token;
const noSecret = async (): Promise<string> => Promise.reject(new Error('There is none.'));
const WINDOW = { registryId: routeEnd('builds').registryId, kind: 'export' } as const;
const artifact = { repository: 'app', tag: 'v1' };
/** Storage has a client of its own, which is sent to the server by its address; without a credential, which needs TLS. */
const end = () => {
  const sas = 'sv=2024-11-04&se=2099-01-01&sr=c&sp=rl&sig=c2ln';
  const opened = createOpenContainer(
    credentialFor,
    async () => sas,
    () => 0,
  );
  return { opened, end: routeEnd('builds', { containerUri: mockServer, sasSecretUri: 'https://v/secrets/s' }) };
};
const ledger = async () => createLedger(await end().opened(end().end), MACHINE);
const delivery = { id: 't1', at: '2026-11-21T10:00:00.000Z' };
const DIGEST = `sha256:${'a'.repeat(64)}`;
const clientSecret = {
  name: 'partner',
  type: 'clientSecret' as const,
  tenantId: '11111111-2222-3333-4444-555555555555',
  clientId: 'client',
  secretUri: 'https://v.example/secrets/s',
};

const CALLS: [string, () => Promise<unknown>][] = [
  [
    'a managed identity',
    () => {
      process.env['IDENTITY_ENDPOINT'] = 'http://127.0.0.1:1/msi';
      process.env['IDENTITY_HEADER'] = 'h';
      return createAppCredential(undefined).getToken('https://x/.default');
    },
  ],
  [
    'an application with a secret',
    () =>
      createCredentialFor(token, async () => 's')(clientSecret, { ...PUBLIC_CLOUD, instanceDiscovery: false }).getToken(
        'https://x/.default',
      ),
  ],
  ['the vault', () => createReadSecret(token, 'https://vault.example')('https://v.example/secrets/s')],
  ['Resource Manager', () => createFindLoginServer(credentialFor)(routeEnd('builds'), 'prod')],
  ['pipeline runs', () => createTransferPipelines(credentialFor).getRun(routeEnd('builds'), 'r1')],
  [
    'a registry',
    () => createCatalog(credentialFor, async () => 'r.example').findDigest(routeEnd('builds'), 'prod', artifact),
  ],
  [
    'a listing',
    () => createRegistryListing(credentialFor, async () => 'r.example').tags(routeEnd('builds'), 'prod', 'app', {}),
  ],
  ['properties of a blob', () => createBlobs(end().opened).head(end().end, 'b')],
  ['writing a blob', () => createBlobs(end().opened).putJson(end().end, 'b', {})],
  ['reading a blob', () => createBlobs(end().opened).readSmall(end().end, 'b', 10)],
  ['deleting a version', () => createBlobs(end().opened).removeVersion(end().end, 'b', '"1"')],
  ['deleting a blob', () => createBlobs(end().opened).remove(end().end, 'b')],
  ['listing runs', () => createPipelineRuns(credentialFor).list(routeEnd('builds'))],
  ['a pipeline', () => createRoutePipelines(credentialFor).find('source', routeEnd('builds'))],
  ['deleting a pipeline', () => createRoutePipelines(credentialFor).remove('source', routeEnd('builds'))],
  ['deleting a run', () => createPipelineRuns(credentialFor).remove(routeEnd('builds'), 'e1')],
  ['listing blobs', () => createStoredBlobs(end().opened).list(end().end, 'p')],
  ['looking at a blob', () => createStoredBlobs(end().opened).look(end().end, 'b')],
  ['reading a document', () => createStoredBlobs(end().opened).readJson(end().end, 'b')],
  ['deleting a version', () => createStoredBlobs(end().opened).remove(end().end, 'b', '"1"')],
  ['listing cleanups', async () => createCleanups(await end().opened(end().end)).list({ limit: 1 })],
  ['blocks', () => createBlockLists(end().opened).staged(end().end, 'b')],
  ['a commit', () => createBlockLists(end().opened).discard(end().end, 'b')],
  ['reading the state', async () => createTransferStore(await end().opened(end().end), MACHINE).find('t1')],
  ['writing the state', async () => createTransferStore(await end().opened(end().end), MACHINE).claim(recordOf(1))],
  ['reading a ledger', async () => (await ledger()).find('prod', { repository: 'app', digest: DIGEST }, { limit: 1 })],
  ['writing a ledger', async () => (await ledger()).record('prod', delivery, [{ ...artifact, digest: DIGEST }])],
  ['listing a ledger', async () => (await ledger()).count('prod', {})],
  ['reading slots', async () => createSlotStore(await end().opened(end().end)).read(WINDOW)],
  ['writing slots', async () => createSlotStore(await end().opened(end().end)).write(WINDOW, NO_SLOTS, '"1"')],
  ['listing the state', async () => createTransferStore(await end().opened(end().end), MACHINE).list({}, { limit: 1 })],
];

describe.each([
  ['is out of order', 503],
  ['throttles', 429],
  ['does not answer', 0],
])('a service that %s', (_, answered) => {
  it.each(CALLS)('%s: one request, and an end in time', async (_name, call) => {
    status = answered;
    requests = 0;
    const begun = performance.now();
    const outcome = await call().then(
      () => 'done',
      () => 'failed',
    );
    expect(outcome).toBe('failed');
    expect(requests).toBe(1);
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});

it('no client changes what all of them are made with', () => {
  createAppCredential(undefined);
  expect(CLIENT_OPTIONS).not.toHaveProperty('allowInsecureConnection');
  expect(createSourceUrlFor(credentialFor, end().opened, noSecret, () => 0)).toBeInstanceOf(Function);
});
