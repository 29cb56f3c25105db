import { createHash } from 'node:crypto';
import { ContainerRegistryClient, ContainerRegistryContentClient } from '@azure/container-registry';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { type DemoArtifact, MEDIA } from './demoArtifacts';
import type { DemoCredential } from './identityCredential';

const AUDIENCE = 'https://containerregistry.azure.net';

/** What was pulled of one reference: its digest, and how much it consists of, every byte of it hashed. */
export interface Pulled {
  digest: string;
  manifests: number;
  blobs: number;
  bytes: number;
}

/** Pushes to, and pulls from, one registry as any user of the Azure SDK would. */
export interface RegistryClient {
  /** Uploads blobs, child manifests, then the manifest under every tag. */
  push(artifact: DemoArtifact): Promise<void>;
  /** The digest that a tag has now. */
  digestOf(reference: string): Promise<string>;
  /** Downloads a reference and everything below it. @throws Error when some content does not have its digest. */
  pull(reference: string): Promise<Pulled>;
  /** Locks a tag against reading, or unlocks it. */
  setReadable(reference: string, canRead: boolean): Promise<void>;
}

/** @param options.ca PEM of the certificate to trust. */
export function connectRegistry(options: { endpoint: string; credential: DemoCredential; ca: string }): RegistryClient {
  const { endpoint, credential, ca } = options;
  // One object for all requests: a connection is kept for as many as come with the same one.
  const tlsSettings = { ca };
  const clients = new Map<string, ContainerRegistryContentClient>();
  const clientOf = (repository: string): ContainerRegistryContentClient => {
    const client = clients.get(repository) ?? createClient(repository);
    clients.set(repository, client);
    return client;
  };
  const policy: PipelinePolicy = {
    name: 'trustLocalCertificate',
    sendRequest: (request, next) => next(Object.assign(request, { tlsSettings })),
  };
  const clientOptions = { audience: AUDIENCE, additionalPolicies: [{ position: 'perCall' as const, policy }] };
  const createClient = (repository: string): ContainerRegistryContentClient =>
    new ContainerRegistryContentClient(endpoint, repository, credential, clientOptions);
  return {
    push: (artifact) => push(clientOf(artifact.repository), artifact),
    digestOf: async (reference) => {
      const [repository, tag] = split(reference);
      return (await clientOf(repository).getManifest(tag)).digest;
    },
    pull: (reference) => {
      const [repository, tag] = split(reference);
      return pull(clientOf(repository), reference, tag);
    },
    async setReadable(reference, canRead) {
      const [repository, tag] = split(reference);
      const client = new ContainerRegistryClient(endpoint, credential, clientOptions);
      await client.getArtifact(repository, tag).updateTagProperties(tag, { canRead, canList: true });
    },
  };
}

async function push(client: ContainerRegistryContentClient, artifact: DemoArtifact): Promise<void> {
  for (const { bytes } of artifact.blobs) await client.uploadBlob(bytes);
  for (const { bytes, mediaType } of artifact.children) await client.setManifest(bytes, { mediaType });
  const { bytes, mediaType } = artifact.manifest;
  for (const tag of artifact.tags) await client.setManifest(bytes, { mediaType, tag });
}

interface Manifest {
  config?: { digest: string };
  layers?: { digest: string }[];
  manifests?: { digest: string }[];
}

async function pull(client: ContainerRegistryContentClient, reference: string, part: string): Promise<Pulled> {
  const { content, digest, mediaType } = await client.getManifest(part);
  requireDigest(`manifest ${part} of ${reference}`, digest, createHash('sha256').update(content).digest('hex'));
  const { config, layers = [], manifests = [] } = JSON.parse(content.toString('utf8')) as Manifest;
  const pulled = { digest, manifests: 1, blobs: 0, bytes: content.length };
  for (const child of mediaType === MEDIA.index ? manifests : []) {
    const below = await pull(client, reference, child.digest);
    pulled.manifests += below.manifests;
    pulled.blobs += below.blobs;
    pulled.bytes += below.bytes;
  }
  for (const blob of [...(config ? [config] : []), ...layers]) {
    pulled.blobs += 1;
    pulled.bytes += await pullBlob(client, reference, blob.digest);
  }
  return pulled;
}

async function pullBlob(client: ContainerRegistryContentClient, reference: string, digest: string): Promise<number> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of (await client.downloadBlob(digest)).content) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  requireDigest(`blob ${digest} of ${reference}`, digest, hash.digest('hex'));
  return bytes;
}

function requireDigest(what: string, expected: string, hex: string): void {
  if (expected === `sha256:${hex}`) return;
  throw new Error(
    `The ${what} must have the digest ${expected}, but its content has sha256:${hex}. Transfer it again.`,
  );
}

function split(reference: string): [repository: string, tag: string] {
  const at = reference.indexOf('@');
  const colon = at < 0 ? reference.lastIndexOf(':') : at;
  return [reference.slice(0, colon), reference.slice(colon + 1)];
}
