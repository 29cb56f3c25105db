import type { Platform } from '../platform';
import type { SecretStore, SecretVersion } from './secretStore';
import { VaultError } from './vaultError';

export interface SecretsRequest {
  method: string;
  url: URL;
  body: string;
}

/** Serves a request for secrets; returns the body of the 200. @throws VaultError when the service would refuse it. */
export function answerSecrets(platform: Pick<Platform, 'now'>, store: SecretStore, request: SecretsRequest): unknown {
  const { method, url } = request;
  if (!url.searchParams.has('api-version')) {
    throw new VaultError(400, 'BadParameter', 'AKV10000: The query parameter api-version is missing.');
  }
  const [collection, name, version] = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (collection !== 'secrets') throw notFound(`There is nothing at ${url.pathname}; secrets are at /secrets/{name}.`);
  if (name === undefined) return listSecrets(store, url);
  if (!/^[0-9A-Za-z-]{1,127}$/.test(name)) {
    throw new VaultError(400, 'BadParameter', `The secret name "${name}" must match ^[0-9a-zA-Z-]{1,127}$.`);
  }
  if (method === 'PUT' && version === undefined) return setSecret(store, url, name, request.body);
  if (method === 'PATCH') return changeSecret(store, url, name, version, request.body);
  if (method === 'GET' && version === 'versions') {
    return { value: store.versions(name).map((each) => describe(url, name, each, false)), nextLink: null };
  }
  if (method === 'GET') return describe(url, name, getSecret(store, name, version), true);
  if (method === 'DELETE' && version === undefined) {
    const last = getSecret(store, name);
    store.delete(name);
    const now = Math.floor(platform.now() / 1000);
    return { ...describe(url, name, last, false), deletedDate: now, scheduledPurgeDate: now };
  }
  throw new VaultError(405, 'MethodNotAllowed', `${method} is not served at ${url.pathname}.`);
}

function listSecrets(store: SecretStore, url: URL): unknown {
  const value = store.names().map((name) => {
    const { attributes, tags, contentType } = describe(url, name, getSecret(store, name), false);
    return { id: `${url.origin}/secrets/${name}`, attributes, tags, contentType };
  });
  return { value, nextLink: null };
}

function getSecret(store: SecretStore, name: string, version?: string): SecretVersion {
  const found = store.get(name, version === '' ? undefined : version);
  if (!found) throw notFound(`A secret with (name/id) ${name} was not found in this key vault.`);
  if (!found.enabled) {
    throw new VaultError(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.');
  }
  return found;
}

function setSecret(store: SecretStore, url: URL, name: string, body: string): unknown {
  const input = parse(body);
  if (typeof input.value !== 'string') throw new VaultError(400, 'BadParameter', 'Property value is required.');
  const { attributes, contentType, tags } = input;
  const added = store.add(name, {
    value: input.value,
    enabled: attributes?.enabled ?? true,
    ...(contentType === undefined ? {} : { contentType }),
    ...(tags === undefined ? {} : { tags }),
    ...(attributes?.exp === undefined ? {} : { expires: attributes.exp }),
    ...(attributes?.nbf === undefined ? {} : { notBefore: attributes.nbf }),
  });
  return describe(url, name, added, true);
}

/** Changes what surrounds a value; the latest one's where no version is named, as `az keyvault secret set-attributes` does. */
function changeSecret(store: SecretStore, url: URL, name: string, version: string | undefined, body: string): unknown {
  const { attributes = {}, tags, contentType } = parse(body);
  const found = store.change(name, version === '' ? undefined : version, {
    ...(attributes.enabled !== undefined && { enabled: attributes.enabled }),
    ...(attributes.exp !== undefined && { expires: attributes.exp }),
    ...(attributes.nbf !== undefined && { notBefore: attributes.nbf }),
    ...(tags !== undefined && { tags }),
    ...(contentType !== undefined && { contentType }),
  });
  if (!found) throw notFound(`A secret with (name/id) ${name} was not found in this key vault.`);
  return describe(url, name, found, false);
}

interface SecretInput {
  value?: unknown;
  contentType?: string;
  tags?: Record<string, string>;
  attributes?: { enabled?: boolean; exp?: number; nbf?: number };
}

function parse(body: string): SecretInput {
  try {
    return (JSON.parse(body) ?? {}) as SecretInput;
  } catch {
    throw new VaultError(400, 'BadParameter', 'The request body is not JSON.');
  }
}

function describe(url: URL, name: string, secret: SecretVersion, withValue: boolean) {
  const { version, value, contentType, tags, enabled, created, updated, expires, notBefore } = secret;
  return {
    ...(withValue ? { value } : {}),
    id: `${url.origin}/secrets/${name}/${version}`,
    ...(contentType === undefined ? {} : { contentType }),
    attributes: {
      enabled,
      created,
      updated,
      ...(expires === undefined ? {} : { exp: expires }),
      ...(notBefore === undefined ? {} : { nbf: notBefore }),
      recoveryLevel: 'Purgeable',
    },
    tags: tags ?? {},
  };
}

function notFound(message: string): VaultError {
  return new VaultError(404, 'SecretNotFound', message);
}
