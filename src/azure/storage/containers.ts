import { AnonymousCredential, ContainerClient, newPipeline, type RequestPolicyFactory } from '@azure/storage-blob';
import type { RouteEnd } from '../../domain/route';
import { scopeOf } from '../clientOptions';
import { identityKey, type CredentialFor } from '../identity/credentials';
import type { ReadSecret } from '../vault/secrets';

export interface OpenOptions {
  /** Every request is tried once: the caller retries. */
  once?: boolean;
  /** What every request of this client passes on its way out. */
  policies?: RequestPolicyFactory[];
}

/** Opens the container of one end of a route. Errors: those of ReadSecret. */
export type OpenContainer = (end: RouteEnd, options?: OpenOptions) => Promise<ContainerClient>;

/** Opens a container with the end's own identity, or with the SAS that the route names, which is read at each use. */
export function createOpenContainer(credentialFor: CredentialFor, readSecret: ReadSecret): OpenContainer {
  const known = new Map<string, ContainerClient>();
  return async (end, options) => {
    if (options || end.sasSecretUri !== undefined) return open(end, options ?? {});
    const key = [end.containerUri, identityKey(end)].join('\n');
    const container = known.get(key) ?? (await open(end, {}));
    known.set(key, container);
    return container;
  };

  async function open(end: RouteEnd, { once, policies = [] }: OpenOptions): Promise<ContainerClient> {
    const sas = end.sasSecretUri === undefined ? undefined : await readSas(readSecret, end.sasSecretUri);
    const credential = sas === undefined ? credentialFor(end.credential, end.cloud) : new AnonymousCredential();
    const pipeline = newPipeline(credential, {
      audience: scopeOf(end.cloud.storageAudience),
      ...(once && { retryOptions: { maxTries: 1 } }),
    });
    pipeline.factories.push(...policies);
    return new ContainerClient(sas === undefined ? end.containerUri : `${end.containerUri}?${sas}`, pipeline);
  }
}

/** A SAS from the vault, without the leading `?` with which Microsoft's documentation has it stored (acr-transfer §11). */
export async function readSas(readSecret: ReadSecret, secretUri: string): Promise<string> {
  return (await readSecret(secretUri)).trim().replace(/^\?/, '');
}

/** What the app needs at an end that refuses it: a role, or a better SAS. */
export function accessTo(end: RouteEnd, role: string): string {
  return end.sasSecretUri === undefined ? role : `a SAS that grants this and has not expired, in ${end.sasSecretUri}`;
}
