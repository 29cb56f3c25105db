import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { type RunningServer, startServer } from '../../local/http/startServer';
import { clientOptionsFor } from '../../src/azure/clientOptions';
import { storagePipeline } from '../../src/azure/storage/pipeline';
import type { Reach } from '../../src/azure/reach';
import { AnonymousCredential, ContainerClient } from '@azure/storage-blob';
import { PUBLIC_CLOUD } from '../helpers/route';
import { testTls } from '../local/testTls';
import { rsaCertificate } from './identity/rsaCertificate';

let folder: string;
let server: RunningServer;
let own: string;
let other: string;
let files = 0;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ferry authority '));
  const tls = await testTls();
  own = tls.cert;
  other = (await rsaCertificate()).cert;
  const listener = async ({ url }: IncomingMessage, response: ServerResponse) =>
    void response.end(url === '/' ? 'served' : '');
  server = await startServer({ name: 'A service', port: 0, tls, listener });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** A file that holds `pem`, or none. */
function authority(pem?: string): string {
  const file = path.join(folder, `authority ${(files += 1)}.pem`);
  if (pem !== undefined) writeFileSync(file, pem);
  return file;
}

function reachWith(certificateAuthority?: string): Reach {
  const cloud = {
    ...PUBLIC_CLOUD,
    name: 'island',
    ...(certificateAuthority !== undefined && { certificateAuthority }),
  };
  return { service: 'A service', addresses: [server.origin], namedBy: 'a setting', cloud };
}

const call = async (reach: Reach) => {
  const { httpClient } = clientOptionsFor(reach);
  return (await httpClient.sendRequest(createPipelineRequest({ url: server.origin }))).bodyAsText;
};

it('trusts the authority of the cloud, in this cloud alone', async () => {
  expect(await call(reachWith(authority(own)))).toBe('served');
  await expect(call(reachWith())).rejects.toThrow(/self.signed/i);
  await expect(call(reachWith(authority(other)))).rejects.toThrow(/self.signed/i);
});

it('takes several authorities of one file', async () => {
  expect(await call(reachWith(authority(`# The island\n${other}\n${own}`)))).toBe('served');
});

it('takes a renewed file up without a restart, and keeps the last good one', async () => {
  const file = authority(other);
  await expect(call(reachWith(file))).rejects.toThrow(/self.signed/i);
  writeFileSync(file, own);
  expect(await call(reachWith(file))).toBe('served');
  writeFileSync(file, own.slice(0, 100));
  expect(await call(reachWith(file))).toBe('served');
  rmSync(file);
  expect(await call(reachWith(file))).toBe('served');
});

it.each<[string, () => string, RegExp]>([
  ['is not there', () => authority(), /could not be read: ENOENT/],
  ['holds no PEM', () => authority('certificate'), /holds no certificate in PEM form/],
  [
    'is damaged',
    () => authority(own.replace(/(BEGIN CERTIFICATE-----\s).{8}/, '$1AAAAAAAA')),
    /holds a certificate that cannot be read/,
  ],
])('says that the file %s, without its path', async (_, make, problem) => {
  const thrown: unknown = await call(reachWith(make())).catch((error: unknown) => error);
  expect(thrown).toMatchObject({
    code: 'certificate_authority_unusable',
    message: expect.stringMatching(problem) as string,
  });
  expect((thrown as Error).message).not.toContain(folder);
});

it('holds for clients of storage, too', async () => {
  const list = (reach: Reach) => {
    const pipeline = storagePipeline(new AnonymousCredential(), PUBLIC_CLOUD.storageAudience, reach);
    return new ContainerClient(`${server.origin}/account/container`, pipeline).getProperties();
  };
  await expect(list(reachWith(authority(own)))).resolves.toMatchObject({ _response: { status: 200 } });
  await expect(list(reachWith())).rejects.toThrow(/self.signed/i);
  const elsewhere = { ...reachWith(), addresses: ['https://account.blob.core.windows.net'] } as const satisfies Reach;
  await expect(list(elsewhere)).rejects.toMatchObject({ code: 'endpoint_not_allowed' });
});
