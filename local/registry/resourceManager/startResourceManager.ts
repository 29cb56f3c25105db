import path from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Admin } from '../../admin/createAdmin';
import { createRequestGate } from '../../admin/createRequestGate';
import { answerEmpty, answerJson, readBody } from '../../http/answer';
import { type RunningServer, startServer, type TlsFiles } from '../../http/startServer';
import type { Platform } from '../../platform';
import { answerProvider, type EmulatedResources } from '../../resourceManager/answerProvider';
import { requireAction } from '../../resourceManager/callerRoles';
import { CHANGED_RESOURCES, ChangedResources } from '../../resourceManager/changedResources';
import { createLetsIn } from '../../resourceManager/letsIn';
import { parseProviderPath, type ProviderPath, providerStep } from '../../resourceManager/providerPath';
import { createRunEngine } from '../runs/runEngine';
import { startSourceTriggers } from '../sourceTrigger/startSourceTriggers';
import { requireApiVersion } from './apiVersions';
import { ARM_AUDIENCES, authorizeArmCaller } from './armCaller';
import type { ArmAnswer, ArmRequest } from './armAnswer';
import { ArmError } from './armError';
import { armAction, type ArmPath, armStep, parseArmPath } from './armPath';
import { openRegistry, type RegistryOptions } from './emulatedRegistry';
import { RateLimits } from './rateLimits';
import { routeArm } from './routeArm';

/** Layers of up to 8 GB. Source: learn.microsoft.com/azure/container-registry, "Transfer artifacts to another registry". */
const LARGEST_LAYER_BYTES = 8 * 1024 ** 3;

export interface ResourceManagerOptions {
  platform: Platform;
  /** 0 takes any free port. */
  port: number;
  tls: TlsFiles;
  registries: RegistryOptions[];
  /** Storage accounts and vaults; default none. */
  resources?: EmulatedResources;
  /** Whether callers need roles; otherwise any token will do. */
  checkRoles?: boolean;
  /** Keeps pipelines and runs. */
  folder: string;
  admin: Admin;
  /** Certificate (PEM) that the registries trust when they reach storage and vault; default the one in `tls`. */
  ca?: string;
  /** Audiences that tokens may have, besides this endpoint's own origin; default those of the public cloud. */
  audiences?: string[];
  /** Audience of the tokens with which pipelines read secrets; default `https://vault.azure.net`. */
  vaultAudience?: string;
  /** Bytes of the largest layer that an export takes; default ACR Transfer's 8 GB. */
  largestLayerBytes?: number;
}

/**
 * Azure Resource Manager for emulated registries: `registries`, `exportPipelines`, `importPipelines`, `pipelineRuns`; and for what is
 * beside them: role assignments and permissions, storage accounts, vaults.
 *
 * Runs that were not finished when the process ended go on now, and source triggers scan. Wire behaviour: docs/local-registry.md.
 */
export async function startResourceManager(options: ResourceManagerOptions): Promise<RunningServer> {
  const { platform, admin, tls, checkRoles = false, resources = { accounts: [], vaults: [] } } = options;
  const registries = options.registries.map((registry) => openRegistry(registry, options.folder));
  const changed = new ChangedResources(path.join(options.folder, CHANGED_RESOURCES));
  const access = {
    platform,
    admin,
    letsIn: createLetsIn(resources, changed),
    ca: options.ca ?? tls.cert,
    vaultAudience: options.vaultAudience ?? 'https://vault.azure.net',
  };
  const engine = createRunEngine({
    ...access,
    largestLayerBytes: options.largestLayerBytes ?? LARGEST_LAYER_BYTES,
  });
  const limits = new RateLimits(platform);
  const gate = createRequestGate(admin, { plane: 'arm', describe, errorBody: faultBody });
  const audiences = options.audiences ?? ARM_AUDIENCES;

  const answer = async (request: IncomingMessage, asked: Asked): Promise<ArmAnswer> => {
    const method = request.method ?? 'GET';
    const origin = `https://${request.headers.host ?? 'localhost'}`;
    const url = new URL(request.url ?? '/', origin);
    const principalId = authorizeArmCaller(request.headers.authorization, [...audiences, origin], platform.now());
    const { allowed, headers } = limits.take(method);
    if (!allowed && admin.settings.enforceRateLimits) throw throttled(headers);
    const body = parseBody(await readBody(request));
    const known = { platform, method, url, principalId, body, admin };
    const answered =
      'provider' in asked
        ? answerProvider({ ...known, path: asked.provider, checkRoles }, resources, changed)
        : answerRegistries(known, asked.registries);
    return { ...answered, headers: { ...headers, ...answered.headers } };
  };
  const answerRegistries = (known: Omit<ArmRequest, 'registry' | 'path' | 'apiVersion'>, path: ArmPath): ArmAnswer => {
    const apiVersion = requireApiVersion(known.url.searchParams, path, admin.settings.pipelineApiVersions);
    const needed = checkRoles ? armAction(known.method, path) : undefined;
    if (needed) requireAction(admin.roles, known.principalId, needed.action, needed.scope);
    return routeArm({ ...known, path, apiVersion }, registries, engine);
  };

  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    setTracingHeaders(request, response, platform);
    const time = platform.now() + admin.settings.armClockSkewSeconds * 1000;
    response.setHeader('date', new Date(time).toUTCString());
    try {
      const asked = askedFor(request);
      if (!(await gate(request, response, stepOf(request.method ?? 'GET', asked)))) return;
      const { status, body, headers } = await answer(request, asked);
      if (body === undefined) answerEmpty(response, status, headers);
      else answerJson(response, status, body, headers);
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      answerJson(response, error.status, { error: { code: error.code, message: error.message } }, error.headers);
    }
  };

  const server = await startServer({ name: 'Management endpoint', port: options.port, tls, listener });
  for (const registry of registries) engine.resume(registry);
  const triggers = startSourceTriggers({ registries, folder: options.folder, access, engine });
  return {
    origin: server.origin,
    close: async () => {
      await triggers.close();
      await engine.close();
      await server.close();
    },
  };
}

/** Whom a path leads to. */
type Asked = { provider: ProviderPath } | { registries: ArmPath };

/** @throws ArmError 404 when nothing that is emulated lives at the path. */
function askedFor(request: IncomingMessage): Asked {
  const { pathname } = new URL(request.url ?? '/', 'https://arm');
  const provider = parseProviderPath(pathname);
  return provider ? { provider } : { registries: parseArmPath(pathname) };
}

function stepOf(method: string, asked: Asked): string {
  return 'provider' in asked ? providerStep(method, asked.provider) : armStep(method, asked.registries);
}

function describe(request: IncomingMessage) {
  const asked = askedFor(request);
  const registry = 'provider' in asked ? undefined : asked.registries.registry;
  const correlationId = request.headers['x-ms-correlation-request-id'];
  return {
    ...(registry === undefined ? {} : { registry }),
    ...(typeof correlationId === 'string' ? { correlationId } : {}),
  };
}

function setTracingHeaders(request: IncomingMessage, response: ServerResponse, platform: Platform): void {
  const correlationId = request.headers['x-ms-correlation-request-id'] ?? platform.newId();
  const requestId = platform.newId();
  response.setHeader('x-ms-correlation-request-id', correlationId);
  response.setHeader('x-ms-request-id', requestId);
  response.setHeader('x-ms-routing-request-id', `LOCAL:${new Date(platform.now()).toISOString()}:${requestId}`);
  const clientId = request.headers['x-ms-client-request-id'];
  if (clientId !== undefined) response.setHeader('x-ms-client-request-id', clientId);
  response.setHeader('cache-control', 'no-cache');
}

function parseBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ArmError(400, 'InvalidRequestContent', 'The request content was invalid and could not be deserialized.');
  }
}

function throttled(headers: Record<string, string>): ArmError {
  const message = 'The number of requests for the subscription has exceeded the limit. Please try again later.';
  return new ArmError(429, 'SubscriptionRequestsThrottled', message, { ...headers, 'retry-after': '1' });
}

function faultBody(status: number): { contentType: string; text: string } {
  const code = status === 429 ? 'TooManyRequests' : status === 503 ? 'ServiceUnavailable' : `Status${status}`;
  const message = 'The request was failed by a fault of the local stack.';
  return { contentType: 'application/json; charset=utf-8', text: JSON.stringify({ error: { code, message } }) };
}
