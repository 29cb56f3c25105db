import { createContainerRegistryManagement } from '@azure/arm-containerregistry/api';
import { readErrorBody } from '../../domain/errorBody';
import type { RouteEnd } from '../../domain/route';
import { clientOptionsFor, scopeOf } from '../clientOptions';
import { identityKey, type CredentialFor } from '../identity/credentials';
import { resourceManagerReach } from '../reach';
import { correlationIdIn, retryAfterIn, toFerryError, type ServiceAnswer } from '../serviceError';
import type { PipelineRunDocument } from './pipelineRunDocument';

/** A registry itself. */
export const REGISTRY_PATH =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.ContainerRegistry/registries/{registry}';
/** All pipeline runs of a registry. */
export const RUNS_PATH = `${REGISTRY_PATH}/pipelineRuns` as const;
/** One of them. */
export const RUN_PATH = `${RUNS_PATH}/{name}` as const;
export const EXPORT_PIPELINE_PATH = `${REGISTRY_PATH}/exportPipelines/{name}` as const;
export const IMPORT_PIPELINE_PATH = `${REGISTRY_PATH}/importPipelines/{name}` as const;
export const ROLE = 'Container Registry Transfer Pipeline Contributor on the registry';

/** The raw client that the SDK uses itself, for the API version of a cloud. */
export type PipelineClient = ReturnType<typeof createContainerRegistryManagement>;

/** Makes a client for each subscription and identity once. */
export function createPipelineClients(credentialFor: CredentialFor): (end: RouteEnd) => PipelineClient {
  const clients = new Map<string, PipelineClient>();
  return (end) => {
    const key = [end.subscriptionId, identityKey(end)].join('\n');
    const client =
      clients.get(key) ??
      createContainerRegistryManagement(credentialFor(end.credential, end.cloud), end.subscriptionId, {
        endpoint: end.cloud.resourceManagerEndpoint,
        apiVersion: end.cloud.pipelineApiVersion,
        credentials: { scopes: [scopeOf(end.cloud.resourceManagerAudience)] },
        ...clientOptionsFor(resourceManagerReach(end.cloud)),
      });
    clients.set(key, client);
    return client;
  };
}

/** What the paths take, before the name. */
export function registryPathOf({ subscriptionId, resourceGroup, registryName }: RouteEnd): [string, string, string] {
  return [subscriptionId, resourceGroup, registryName];
}

export interface Answer<Body = PipelineRunDocument> {
  status: number;
  headers: Record<string, string | undefined>;
  body: Body;
}

/**
 * Sends one request; what answers is returned, whatever its status.
 *
 * @param access  what is probably missing where the service refuses
 *
 * Errors: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export async function send<Body = PipelineRunDocument>(
  request: () => PromiseLike<{ status: string; headers: object; body: unknown }>,
  doing: string,
  access: string = ROLE,
): Promise<Answer<Body>> {
  try {
    const { status, headers, body } = await request();
    return { status: Number(status), headers: headers as Answer['headers'], body: (body ?? {}) as Body };
  } catch (error) {
    throw toFerryError(error, doing, access);
  }
}

/** What the service said of an error. */
export function wordsOf({ status, headers, body }: Answer<unknown>): ServiceAnswer {
  const header = (name: string): string | undefined => headers[name];
  const { code, codes, words } = readErrorBody(body);
  return {
    status,
    code,
    codes,
    words: words || `HTTP ${status}`,
    retryAfterSeconds: retryAfterIn(header),
    correlationId: correlationIdIn(header),
  };
}
