import { AnonymousCredential, ContainerClient, type RequestPolicyFactory } from '@azure/storage-blob';
import { type Access, AccessDeniedError, SasMalformedError } from '../../domain/failures/errors';
import type { RouteEnd } from '../../domain/route';
import { readSas } from '../../domain/sasSecret';
import { identityKey, type CredentialFor } from '../identity/credentials';
import type { ReadSecret } from '../vault/secrets';
import { storageReach } from '../reach';
import { serviceWords } from '../serviceError';
import { storagePipeline } from './pipeline';

export interface OpenOptions {
  /** What every request of this client passes on its way out. */
  policies?: RequestPolicyFactory[];
}

/** Opens the container of one end of a route. Errors: those of ReadSecret and readSasOf. */
export type OpenContainer = (end: RouteEnd, options?: OpenOptions) => Promise<ContainerClient>;

/** Opens a container with the end's own identity, or with the SAS that the route names, which is read at each use. */
export function createOpenContainer(
  credentialFor: CredentialFor,
  readSecret: ReadSecret,
  now: () => number,
): OpenContainer {
  const known = new Map<string, ContainerClient>();
  return async (end, options) => {
    if (options || end.sasSecretUri !== undefined) return open(end, options ?? {});
    const key = [end.containerUri, identityKey(end)].join('\n');
    const container = known.get(key) ?? (await open(end, {}));
    known.set(key, container);
    return container;
  };

  async function open(end: RouteEnd, { policies = [] }: OpenOptions): Promise<ContainerClient> {
    const sas = await readSasOf(end, readSecret, now);
    const credential = sas === undefined ? credentialFor(end.credential, end.cloud) : new AnonymousCredential();
    const renewal = sas === undefined ? [] : [renewSas(sas, () => readSasOf(end, readSecret, now))];
    const pipeline = storagePipeline(credential, end.cloud.storageAudience, storageReach(end), [
      ...renewal,
      ...policies,
    ]);
    return new ContainerClient(sas === undefined ? end.containerUri : `${end.containerUri}?${sas}`, pipeline);
  }
}

const REFUSED = new Set([401, 403]);

/** A SAS that is refused may have been replaced since it was read: it is read once more, and another one is tried at once. */
function renewSas(first: string, read: () => Promise<string | undefined>): RequestPolicyFactory {
  let current = first;
  return {
    create: (next) => ({
      async sendRequest(request) {
        const sent = current;
        request.url = withSas(request.url, first, sent);
        try {
          return await next.sendRequest(request);
        } catch (error) {
          if (!REFUSED.has(serviceWords(error).status ?? 0)) throw error;
          // That the secret cannot be read now is not what the request failed with.
          const fresh = (await read().catch(() => undefined)) ?? sent;
          if (fresh === sent) throw error;
          current = fresh;
          request.url = withSas(request.url, sent, fresh);
          return next.sendRequest(request);
        }
      },
    }),
  };
}

/** An address that is signed with another SAS; what else its query asks for stays. */
function withSas(url: string, old: string, fresh: string): string {
  if (old === fresh) return url;
  const [address = '', query = ''] = url.split('?', 2);
  const names = new Set(old.split('&').map(nameOf));
  const asked = query.split('&').filter((pair) => pair !== '' && !names.has(nameOf(pair)));
  return `${address}?${[...asked, fresh].join('&')}`;
}

function nameOf(pair: string): string {
  return pair.split('=', 1)[0] ?? '';
}

/**
 * The SAS of an end's container, from the vault; `undefined` where the end names none. Every use of a container reads blobs.
 *
 * Errors: SasMalformedError, AccessDeniedError, those of ReadSecret.
 */
export async function readSasOf(
  { containerUri, sasSecretUri }: RouteEnd,
  readSecret: ReadSecret,
  now: () => number,
): Promise<string | undefined> {
  if (sasSecretUri === undefined) return undefined;
  const reading = readSas(await readSecret(sasSecretUri), { now: now(), need: 'r', containerUri });
  if ('sas' in reading) return reading.sas;
  if (!reading.isOutdated) throw new SasMalformedError(sasSecretUri, reading.problem);
  const doing = `open ${containerUri} with the secret ${sasSecretUri}`;
  throw new AccessDeniedError(doing, { sasSecretUri }, { words: `it ${reading.problem}.` });
}

/** What the app needs at an end that refuses it: a role, or a better SAS. */
export function accessTo({ sasSecretUri }: RouteEnd, role: string): Access {
  return sasSecretUri === undefined ? role : { sasSecretUri };
}
