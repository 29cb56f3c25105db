import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startAdmin } from '../../../local/admin/startAdmin';
import { freePort } from '../../../local/http/freePort';
import type { RunningServer } from '../../../local/http/startServer';
import { startIdentity } from '../../../local/identity/startIdentity';
import { createContentStore } from '../../../local/registry/createContentStore';
import { startDataPlane } from '../../../local/registry/dataPlane/startDataPlane';
import { startResourceManager } from '../../../local/registry/resourceManager/startResourceManager';
import { startStorageGate } from '../../../local/storage/startStorageGate';
import { startVault } from '../../../local/vault/startVault';
import { realPlatform } from '../testPlatform';
import { testTls } from '../testTls';
import { get, sendRaw } from './sendRaw';

const MALFORMED: [string, string, RegExp][] = [
  ['a Host with a space', get('/', ['Host: a b']), /Host header "a b" is malformed/],
  ['a Host with a slash', get('/', ['Host: a/b']), /Host header "a\/b" is malformed/],
  ['a Host with a port that is none', get('/', ['Host: a:b']), /Host header "a:b" is malformed/],
  ['a Host with a port above 65535', get('/', ['Host: a:99999']), /Host header "a:99999" is malformed/],
  ['a Host that is an open bracket', get('/', ['Host: [::1']), /is malformed/],
  ['two Hosts', get('/', ['Host: a', 'Host: b']), /given 2 times/],
  ['no Host', get('/', []), /is missing/],
  ['two slashes', get('//'), /two slashes in a row/],
  ['two slashes before a name', get('//name/x'), /two slashes in a row/],
  ['an absolute target', get('http://other/'), /expected a path/],
];

describe('a malformed request', () => {
  let folder: string;
  let close: (() => Promise<void>)[];
  let ca: string;
  const ports: Record<string, number> = {};
  const ask = (service: string, text: string) =>
    sendRaw(ports[service]!, text, service === 'admin' || service === 'identity' ? undefined : ca);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ferry malformed '));
    close = [];
    const keep = async <T extends RunningServer>(name: string, starting: Promise<T>): Promise<T> => {
      const server = await starting;
      ports[name] = Number(new URL(server.origin).port);
      close.push(() => server.close());
      return server;
    };
    const tls = await testTls();
    ca = tls.cert;
    const { admin } = await keep('admin', startAdmin(realPlatform, { port: 0, folder: path.join(folder, 'admin') }));
    await keep('identity', startIdentity(realPlatform, { port: 0, header: 'h', admin }));
    await keep('vault', startVault(realPlatform, { port: 0, tls, folder: path.join(folder, 'vault'), admin }));
    await keep('gate', startStorageGate({ port: 0, tls, upstreamPort: await freePort(), admin }));
    const management = {
      platform: realPlatform,
      port: 0,
      tls,
      folder: path.join(folder, 'arm'),
      admin,
      registries: [],
    };
    await keep('arm', startResourceManager(management));
    const store = await createContentStore(path.join(folder, 'content'), realPlatform);
    await keep('registry', startDataPlane({ platform: realPlatform, name: 'source', port: 0, tls, store, folder }));
  });
  afterAll(async () => {
    for (const each of close.reverse()) await each();
    await rm(folder, { recursive: true, force: true });
  });

  describe.each(['admin', 'identity', 'vault', 'gate', 'arm', 'registry'])('sent to %s', (service) => {
    it.each(MALFORMED)('is a 400 that says what is wrong: %s', async (_what, text, message) => {
      const answer = await ask(service, text);
      expect(answer.status).toBe(400);
      expect(answer.text).toMatch(message);
      expect(answer.text).not.toMatch(/^\s+at /m);
    });
  });

  // The registry has errors of its own for names: test/local/registry/dataPlane/blobs.test.ts.
  it.each(['admin', 'identity', 'vault', 'gate', 'arm'])('is one with a bad percent-encoding: %s', async (service) => {
    expect(await ask(service, get('/%zz'))).toMatchObject({
      status: 400,
      text: expect.stringContaining('percent-encoding') as unknown,
    });
  });

  it.each(['admin', 'identity', 'vault', 'arm'])('is one with two slashes inside: %s', async (service) => {
    expect((await ask(service, get('/a//b'))).status).toBe(400);
  });
});
