import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Agent, request, type Dispatcher } from 'undici';
import { MACHINE } from '../../../local/machine';
import { createContentStore, type DiskContentStore } from '../../../local/registry/createContentStore';
import {
  startDataPlane,
  type DataPlaneOptions,
  type RequestEntry,
} from '../../../local/registry/dataPlane/startDataPlane';
import { digestOf } from '../../../local/registry/digest';
import { ensureCertificate } from '../../../local/stack/certificate';
import { freePort } from '../../../local/http/freePort';
import { realPlatform } from '../testPlatform';

export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const INDEX = 'application/vnd.oci.image.index.v1+json';
export const BASIC = `Basic ${Buffer.from('ferry:pass:word').toString('base64')}`;

export interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  bytes: Buffer;
  json: () => unknown;
}

/** A registry on a free port, with a client that trusts its certificate and is logged in. */
export interface TestRegistry {
  origin: string;
  port: number;
  cert: string;
  caFile: string;
  folder: string;
  store: DiskContentStore;
  entries: RequestEntry[];
  /** Sends one request; headers override the login. */
  send(
    method: Dispatcher.HttpMethod,
    path: string,
    options?: { headers?: Record<string, string>; body?: Dispatcher.DispatchOptions['body'] },
  ): Promise<Answer>;
  /** Stops the server and starts another on the same port and folder. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startTestRegistry(options: Partial<DataPlaneOptions> = {}): Promise<TestRegistry> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ferry registry '));
  const tls = await ensureCertificate(realPlatform, folder);
  const port = await freePort();
  const entries: RequestEntry[] = [];
  const dispatcher = new Agent({ connect: { ca: tls.cert } });
  const start = async (): Promise<{ store: DiskContentStore; close: () => Promise<void> }> => {
    const store = await createContentStore(path.join(folder, 'source'), MACHINE);
    const user = { name: 'ferry', password: 'pass:word' };
    const onRequest = (entry: RequestEntry): void => void entries.push(entry);
    const server = await startDataPlane({
      platform: MACHINE,
      name: 'source',
      port,
      tls,
      store,
      folder,
      user,
      onRequest,
      ...options,
    });
    return { store, close: () => server.close() };
  };
  let running = await start();
  const origin = `https://127.0.0.1:${port}`;
  return {
    origin,
    port,
    cert: tls.cert,
    caFile: tls.caFile,
    folder,
    get store() {
      return running.store;
    },
    entries,
    async send(method, target, { headers = {}, body } = {}) {
      const answer = await request(origin + target, {
        dispatcher,
        method,
        headers: { authorization: BASIC, ...headers },
        ...(body === undefined ? {} : { body }),
      });
      const bytes = Buffer.from(await answer.body.arrayBuffer());
      return {
        status: answer.statusCode,
        headers: answer.headers as Record<string, string | undefined>,
        bytes,
        json: () => JSON.parse(bytes.toString('utf8')) as unknown,
      };
    },
    async restart() {
      await running.close();
      running = await start();
    },
    async close() {
      await dispatcher.destroy();
      await running.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The code of an OCI error body. */
export function errorCode(answer: Answer): string | undefined {
  return (answer.json() as { errors: { code: string }[] }).errors[0]?.code;
}

/** Pushes a layer in one request; answers its digest. */
export async function pushBlob(registry: TestRegistry, repository: string, bytes: Buffer): Promise<string> {
  const digest = digestOf(bytes);
  const answer = await registry.send('POST', `/v2/${repository}/blobs/uploads/?digest=${digest}`, { body: bytes });
  if (answer.status !== 201) throw new Error(`Pushing a layer was answered with ${answer.status}: ${answer.bytes}`);
  return digest;
}

/** Pushes a config, a layer and their manifest; answers the manifest's digest and bytes. */
export async function pushImage(
  registry: TestRegistry,
  repository: string,
  reference: string | undefined,
  more: Record<string, unknown> = {},
): Promise<{ digest: string; bytes: Buffer; layer: string }> {
  const config = Buffer.from(JSON.stringify({ architecture: 'arm64', os: 'linux', reference }));
  const layer = Buffer.from(`layer of ${reference}`);
  const document = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: await pushBlob(registry, repository, config),
      size: config.length,
    },
    layers: [
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar',
        digest: await pushBlob(registry, repository, layer),
        size: layer.length,
      },
    ],
    ...more,
  };
  const bytes = Buffer.from(JSON.stringify(document));
  const digest = digestOf(bytes);
  const answer = await putManifest(registry, repository, reference ?? digest, bytes);
  if (answer.status !== 201) throw new Error(`Pushing a manifest was answered with ${answer.status}: ${answer.bytes}`);
  return { digest, bytes, layer: digestOf(layer) };
}

export function putManifest(
  registry: TestRegistry,
  repository: string,
  reference: string,
  bytes: Buffer,
  mediaType = MANIFEST,
): Promise<Answer> {
  const headers = { 'content-type': mediaType };
  return registry.send('PUT', `/v2/${repository}/manifests/${reference}`, { headers, body: bytes });
}
