import { readFileSync } from 'node:fs';
import { writeJsonFile } from '../files/jsonFile';
import { createToken } from '../identity/createToken';
import type { Platform } from '../platform';
import { STACK_NAMES } from '../stackNames';
import { callService } from '../stack/provision/callService';
import type { AttachedStack } from '../stack/attachStack';
import { AUDIENCES } from '../stack/stackEndpoints';

type Document = Record<string, unknown>;
type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';

/** A running stack and its app, for whoever sets something up wrongly, and mends it, as the operator. */
export interface BrokenStack extends AttachedStack {
  /** Where the app's API answers. */
  readonly host: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** The admin API of the stack: `settings`, `role-assignments`, `faults`. */
  admin(method: Method, resource: string, body?: unknown): Promise<unknown>;
  /** Resource Manager; the path holds its api-version. Undefined for a 404. */
  manage(method: Method, path: string, body?: unknown): Promise<Document | undefined>;
  /** The key vault; the path is like `/secrets/exportsas`. Undefined for a 404. */
  vault(method: Method, path: string, body?: unknown): Promise<Document | undefined>;
  /** Blob storage; the whole address. Undefined for a 404. */
  storage(method: Method, url: string): Promise<Document | undefined>;
  /** The app's API. */
  ferry(method: Method, path: string, body?: unknown): Promise<unknown>;
  /** Changes the routes file; what reads it waits until the app has read it again. */
  changeRoutes(change: (file: { routes: Record<string, Document> } & Document) => void): void;
}

/** What the app's API answered to a request: `GET /routes`. */
export type Heard = (request: string, text: string) => void;

/**
 * @param options.routesFile  the one that the app reads
 * @param options.heard  told of each answer of the app's API
 */
export function breakStack(
  platform: Platform,
  stack: AttachedStack,
  options: { host: string; routesFile: string; key?: string; heard?: Heard },
): BrokenStack {
  const { endpoints, certificate } = stack;
  const asOperator = (audience: string): string =>
    createToken(platform, { audience, principalId: STACK_NAMES.operatorPrincipalId });
  const service =
    (origin: string, audience: string) =>
    (method: Method, path: string, body?: unknown): Promise<Document | undefined> =>
      callService({
        method,
        url: `${origin}${path}`,
        token: asOperator(audience),
        ca: certificate.cert,
        body,
        accept: 404,
      });
  const plain = async (
    url: string,
    method: Method,
    body: unknown,
    { headers = {}, heard }: { headers?: Record<string, string>; heard?: Heard | undefined } = {},
  ) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(url, { method, headers: { ...headers, 'content-type': 'application/json' }, ...sent });
    const text = await response.text();
    heard?.(`${method} ${new URL(url).pathname}`, text);
    if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 500)}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };
  return {
    ...stack,
    host: options.host,
    now: () => platform.now(),
    admin: (method, resource, body) => plain(`${endpoints.admin}/${resource}`, method, body),
    manage: service(endpoints.resourceManager, AUDIENCES.resourceManager),
    vault: service(endpoints.vault, AUDIENCES.vault),
    storage: (method, url) =>
      callService({
        ...{ method, url, token: asOperator(AUDIENCES.storage), ca: certificate.cert, accept: 404 },
        headers: { 'x-ms-version': '2021-12-02' },
      }),
    ferry: (method, path, body) =>
      plain(`${options.host}/api${path}`, method, body, {
        headers: options.key === undefined ? {} : { 'x-functions-key': options.key },
        heard: options.heard,
      }),
    changeRoutes(change) {
      const file = JSON.parse(readFileSync(options.routesFile, 'utf8')) as { routes: Record<string, Document> };
      change(file);
      writeJsonFile(options.routesFile, file);
    },
  };
}
