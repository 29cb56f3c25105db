import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpRequest, InvocationContext, type HttpHandler, type HttpResponseInit } from '@azure/functions';
import { OrchestrationRuntimeStatus, type DurableOrchestrationStatus } from 'durable-functions';
import { createCancelTransfer } from '../../src/functions/cancelTransfer';
import type { ApiDependencies } from '../../src/functions/dependencies';
import { createGetTransfer } from '../../src/functions/getTransfer';
import { createListRoutes } from '../../src/functions/listRoutes';
import { createListTransfers } from '../../src/functions/listTransfers';
import { createStartTransfer } from '../../src/functions/startTransfer';
import type { AppSettings } from '../../src/settings/appSettings';
import type { LoadedRoutes, Route } from '../../src/domain/route';
import { FakeTransferStore } from '../helpers/fakeTransferStore';
import { route, SOURCE, TARGET } from '../helpers/route';

interface Recorded {
  exchanges: { label: string; threw?: { message: string } }[];
}

/** What the JavaScript client threw when the recorded extension was asked to start an id that was running. */
function recordedDuplicateStart(): string {
  const text = readFileSync(join(__dirname, '../fixtures/functions-host/management-api.json'), 'utf8');
  const { exchanges } = JSON.parse(text) as Recorded;
  const found = exchanges.find(({ label }) => label === 'JS client: startNew, id is Running')?.threw?.message;
  if (!found) throw new Error('The recording holds no start of a running id.');
  return found;
}

/** Stands for the durable client: ids that exist, and what the recorded extension answers. */
class FakeDurableClient {
  readonly instances = new Map<
    string,
    { status: OrchestrationRuntimeStatus; input: unknown; customStatus?: unknown }
  >();
  /** Starts that began an orchestration, a silent re-run of a finished one included. */
  starts: string[] = [];
  /** Called before a start is looked at. */
  beforeStart: () => Promise<void> = async () => {};
  /** Called before a status is answered. */
  beforeStatus: (id: string) => Promise<void> = async () => {};
  private readonly duplicate = recordedDuplicateStart();

  async getStatus(id: string): Promise<DurableOrchestrationStatus> {
    await this.beforeStatus(id);
    const found = this.instances.get(id);
    if (!found) {
      throw new Error(
        'DurableClient error: Durable Functions extension replied with HTTP 404 response. This usually means we could not ' +
          `find any data associated with the instanceId provided: ${id}.`,
      );
    }
    const { status, customStatus = null } = found;
    return { instanceId: id, runtimeStatus: status, customStatus } as DurableOrchestrationStatus;
  }

  async startNew(name: string, { instanceId, input }: { instanceId: string; input: unknown }): Promise<string> {
    await this.beforeStart();
    const running = this.instances.get(instanceId)?.status;
    if (running === OrchestrationRuntimeStatus.Running || running === OrchestrationRuntimeStatus.Pending) {
      throw new Error(this.duplicate);
    }
    this.instances.set(instanceId, { status: OrchestrationRuntimeStatus.Pending, input });
    this.starts.push(`${name} ${instanceId}`);
    return instanceId;
  }
}

const SETTINGS: AppSettings = {
  routesLocation: 'routes.json',
  state: { containerUri: 'https://state.blob.core.windows.net/ferry', audience: 'https://storage.azure.com' },
  vaultAudience: 'https://vault.azure.net',
  trustSignIn: false,
  polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
  patience: { stepMinutes: 360, verificationSeconds: 300 },
  maxBodyBytes: 4_096,
};

const { copy, keepBlobs } = route();
const ROUTES: LoadedRoutes = {
  routes: new Map<string, Route>([
    ['prod', route()],
    ['export-only', { name: 'export-only', source: SOURCE, copy, keepBlobs }],
    ['import-only', { name: 'import-only', target: TARGET, copy, keepBlobs }],
  ]),
  mistakes: [{ route: 'broken', path: 'routes.broken.source', problem: 'is missing', expected: 'a source, a target' }],
};

/** An answer, as the caller reads it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** The body, parsed. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
  text: string;
}

/** The API with everything behind it in memory. */
export function createApi(changes: Partial<AppSettings> = {}) {
  const transfers = new FakeTransferStore();
  const client = new FakeDurableClient();
  const logged: string[] = [];
  let ids = 0;
  let load = async (): Promise<LoadedRoutes> => ROUTES;
  const deps: ApiDependencies = {
    settings: { ...SETTINGS, ...changes },
    routes: { load: () => load(), find: async (name) => (await load()).routes.get(name) },
    transfers,
    now: () => new Date('2026-11-21T10:00:00.000Z'),
    newId: () => `id-${(ids += 1)}`,
  };
  const start = createStartTransfer(deps);
  const get = createGetTransfer(deps);
  const list = createListTransfers(deps);
  const cancel = createCancelTransfer(deps);
  const listRoutes = createListRoutes(deps);

  async function send(
    handler: HttpHandler,
    method: string,
    path: string,
    options: { headers?: Record<string, string>; body?: string | Buffer; params?: Record<string, string> } = {},
  ): Promise<Answer> {
    const { headers = {}, body, params = {} } = options;
    const request = new HttpRequest({
      method,
      url: `https://app.example/api${path}`,
      headers,
      params,
      ...(body !== undefined && { body: typeof body === 'string' ? { string: body } : { bytes: body } }),
    });
    const context = new InvocationContext({
      invocationId: 'invocation-1',
      functionName: 'api',
      logHandler: (_level, ...args) => logged.push(args.join(' ')),
    });
    const response = (await handler(request, Object.assign(context, { durableClient: client }))) as HttpResponseInit;
    const text = response.jsonBody === undefined ? String(response.body) : JSON.stringify(response.jsonBody);
    return {
      status: response.status ?? 200,
      headers: response.headers as Record<string, string>,
      body: JSON.parse(text),
      text,
    };
  }

  return {
    transfers,
    client,
    logged,
    failRoutes(error: Error): void {
      load = async () => Promise.reject(error);
    },
    post: (body: unknown, headers: Record<string, string> = {}, path = '/transfers?code=s3cr3tkey') =>
      send(start, 'POST', path, { headers, body: isRaw(body) ? body : JSON.stringify(body) }),
    get: (id: string) => send(get, 'GET', `/transfers/${id}?code=s3cr3tkey`, { params: { id } }),
    cancel: (id: string) => send(cancel, 'POST', `/transfers/${id}/cancel`, { params: { id } }),
    list: (query = '') => send(list, 'GET', `/transfers${query}`),
    listRoutes: () => send(listRoutes, 'GET', '/routes'),
  };
}

/** Texts and bytes are sent as they are, everything else as JSON. */
function isRaw(body: unknown): body is string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body);
}
