import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuseMalformed, startServer, type RunningServer, type TlsFiles } from '../../http/startServer';
import type { Platform } from '../../platform';
import type { RegistryAccess } from '../auth/access';
import type { RegistryUser } from '../auth/basicCredentials';
import { RegistryAuth } from '../auth/registryAuth';
import { openSignedTokens } from '../auth/signedTokens';
import type { DiskContentStore } from '../createContentStore';
import { answerFailure } from './answerFailure';
import { accessNeeded } from './operations';
import type { ManifestChange, RegistryChange } from './registryChange';
import { resolveOperation } from './resolveOperation';

/** One answered request, for counting. */
export interface RequestEntry {
  registry: string;
  /** `getManifest`, `putBlob`, … */
  verb: string;
  method: string;
  /** Without its query. */
  path: string;
  status: number;
}

export interface DataPlaneOptions {
  platform: Platform;
  /** Names the registry in steps and log entries: `source`. */
  name: string;
  port: number;
  tls: TlsFiles;
  store: DiskContentStore;
  /** Where the key of the registry's tokens is kept. */
  folder: string;
  /** User of Basic logins; none when absent. */
  user?: RegistryUser;
  /** Audience of the Entra tokens it takes; default `https://containerregistry.azure.net`. */
  audience?: string;
  /** Refuses Entra tokens issued for Azure Resource Manager; default false. */
  refuseArmAudience?: boolean;
  /** Whether a principal may do what its access token says; default always. */
  mayAccess?: (principal: string, access: RegistryAccess) => boolean;
  /** Asked before anything else, with the step `registry.<name>.<verb>`; true when it has answered itself. */
  gate?: (request: IncomingMessage, response: ServerResponse, step: string) => Promise<boolean>;
  onRequest?: (entry: RequestEntry) => void;
  /** Told of every push and deletion of a manifest; it is answered when this resolves. */
  onChange?: (change: RegistryChange) => Promise<void>;
}

/**
 * Serves the data plane of an emulated registry on 127.0.0.1: OCI distribution 1.1 under `/v2/`, ACR's own metadata
 * under `/acr/v1/`, and ACR's token endpoints under `/oauth2/`.
 *
 * @throws Error naming the port when it is taken.
 */
export async function startDataPlane(options: DataPlaneOptions): Promise<RunningServer> {
  const { platform, name, port, tls, store, folder, user, gate, onRequest, onChange } = options;
  const loginServer = `127.0.0.1:${port}`;
  const tokens = await openSignedTokens(folder, loginServer, platform);
  const entra = {
    audience: options.audience ?? 'https://containerregistry.azure.net',
    refuseArmAudience: options.refuseArmAudience ?? false,
  };
  const auth = new RegistryAuth(tokens, user, entra, platform, options.mayAccess);

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { path, query, found } = resolveOperation(request);
    const verb = found instanceof Error ? 'unknown' : found.operation.verb;
    response.setHeader('docker-distribution-api-version', 'registry/2.0');
    const id = platform.newId();
    response.setHeader('x-ms-correlation-request-id', id);
    const log = (): void => {
      onRequest?.({ registry: name, verb, method: request.method ?? '', path, status: response.statusCode });
    };
    response.once('finish', log);
    response.once('close', () => response.writableFinished || log());
    if (await gate?.(request, response, `registry.${name}.${verb}`)) return;
    if (found instanceof Error) throw found;
    const open = { request, response, query, auth };
    if (found.open) return found.operation.handle(open);
    const { operation, repository, reference } = found;
    const may = auth.authorize(request, accessNeeded(operation, repository));
    const { method = '', headers } = request;
    const asked = { id, host: headers.host ?? loginServer, method, useragent: headers['user-agent'] ?? '' };
    const changed = async (change: ManifestChange) => onChange?.({ ...change, request: asked });
    await operation.handle({ ...open, store, loginServer, repository, reference, may, changed });
  };
  return startServer({
    name: `registry ${name}`,
    port,
    tls,
    // Names have errors of their own.
    refuse: (request) => refuseMalformed(request, 'names'),
    listener: (request, response) => serve(request, response).catch((error) => answerFailure(response, error)),
  });
}
