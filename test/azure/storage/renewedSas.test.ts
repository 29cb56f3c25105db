import { createBlockLists } from '../../../src/azure/copy/blockLists';
import { createRelayStrategy } from '../../../src/azure/copy/relayStrategy';
import { createServerStrategy } from '../../../src/azure/copy/serverStrategy';
import { createSourceUrlFor } from '../../../src/azure/copy/sourceUrl';
import { createOpenContainer } from '../../../src/azure/storage/containers';
import { createBlobs } from '../../../src/azure/storage/blobs';
import type { ExportedBlob } from '../../../src/domain/copy/exportedBlob';
import type { RouteEnd } from '../../../src/domain/route';
import { routeEnd } from '../../helpers/route';
import { refusal, ScriptedStorage } from './scriptedStorage';

const sas = (signature: string, more = '') => `sv=2024-11-04&se=2099-01-01&sr=c&sp=racwdl${more}&sig=${signature}`;
const BLOB: ExportedBlob = { name: 'b', size: 20, etag: '"0x1"', contentMd5: 'bWQ1', metadata: {} };
const BLOCK = { index: 0, id: 'YmxvY2s=', offset: 4, length: 6 };

const storage = new ScriptedStorage();
let END: RouteEnd;
beforeAll(async () => {
  const containerUri = `${await storage.listen()}/transfers`;
  END = routeEnd('production', { containerUri, sasSecretUri: 'https://v.example/secrets/sas' });
});
afterAll(() => storage.close());

/** The adapters, with a vault that answers these secrets one after the other; the last one again and again. */
function setUp(...secrets: (string | Error)[]) {
  const vault = { reads: 0 };
  const readSecret = async (): Promise<string> => {
    const secret = secrets[Math.min(vault.reads, secrets.length - 1)] ?? '';
    vault.reads += 1;
    if (secret instanceof Error) throw secret;
    return secret;
  };
  const credentialFor = () => ({ getToken: async () => null });
  const openContainer = createOpenContainer(credentialFor, readSecret, () => 0);
  const sourceUrlFor = createSourceUrlFor(credentialFor, openContainer, readSecret, () => 0);
  return { vault, openContainer, sourceUrlFor };
}

const signatures = () => storage.requests.map(({ url }) => new URL(url, 'http://x').searchParams.getAll('sig').join());
const signal = new AbortController().signal;

it.each([401, 403])('a SAS that is refused with %s is read once more, and a new one tried at once', async (status) => {
  const { openContainer, vault } = setUp(sas('old', '&sip=1.2.3.4'), sas('new'));
  storage.answer(refusal(status, 'AuthenticationFailed'), { status: 201 }, { status: 201 });
  await createBlockLists(openContainer).commit(END, 'b', ['YmxvY2s='], BLOB);
  expect(signatures()).toEqual(['old', 'new']);
  const [first, second] = storage.requests;
  expect(second?.url).toMatch(/[?&]comp=blocklist(&|$)/);
  expect(second?.url).not.toContain('sip=');
  expect(second?.body).toBe(first?.body);
  expect(vault.reads).toBe(2);
});

it('the blocks after that are written with the new one from the start', async () => {
  const { openContainer } = setUp(sas('same'), sas('old'), sas('new'));
  const content = Buffer.from('copied');
  const headers = { 'content-length': '6', 'content-range': 'bytes 4-9/20', etag: '"0x1"' };
  const read = { status: 206, headers, body: content };
  storage.answer(read, refusal(403, 'AuthenticationFailed'), { status: 201 }, read, { status: 201 });
  const copy = await createRelayStrategy(openContainer)({ source: END, target: END, blob: BLOB });
  await copy(BLOCK, signal);
  await copy(BLOCK, signal);
  expect(signatures()).toEqual(['same', 'old', 'new', 'same', 'new']);
  expect(storage.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body)).toEqual(
    Array(3).fill('copied'),
  );
});

it.each([
  ['is the same', sas('old')],
  ['cannot be read', new Error('The vault is away.')],
  ['is no SAS any more', 'hunter2'],
])('where the secret %s, the refusal is told', async (_, secret) => {
  const { openContainer } = setUp(sas('old'), secret);
  storage.answer(refusal(403, 'AuthenticationFailed'));
  await expect(createBlobs(openContainer).head(END, 'b')).rejects.toMatchObject({
    code: 'access_denied',
    message: expect.stringContaining('403 AuthenticationFailed') as string,
  });
  expect(storage.requests).toHaveLength(1);
});

it('a source whose SAS is refused is signed with the new one', async () => {
  const { openContainer, sourceUrlFor } = setUp(sas('old'), sas('target'), sas('new'));
  const said = { 'x-ms-copy-source-status-code': '403', 'x-ms-copy-source-error-code': 'AuthenticationFailed' };
  storage.answer(refusal(409, 'CannotVerifyCopySource', said), { status: 201 }, { status: 201 });
  const copy = await createServerStrategy(openContainer, sourceUrlFor)({ source: END, target: END, blob: BLOB });
  await copy(BLOCK, signal);
  await copy(BLOCK, signal);
  const sources = storage.requests.map(({ headers }) => String(headers['x-ms-copy-source']));
  expect(sources.map((url) => new URL(url).searchParams.get('sig'))).toEqual(['old', 'new', 'new']);
});
