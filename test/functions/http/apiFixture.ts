import { HttpRequest, InvocationContext, type HttpResponseInit } from '@azure/functions';
import type { LoadedRoutes, Route } from '../../../src/domain/route';
import { API, bindOperation } from '../../../src/functions/http/api';
import type { ApiDependencies } from '../../../src/functions/http/dependencies';
import { problemSchema } from '../../../src/functions/http/schemas/problem';
import { createDoctor } from '../../../src/doctor/createDoctor';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { MACHINE } from '../../../src/services/machine';
import type { AppSettings } from '../../../src/settings/appSettings';
import { doctorPorts } from '../../helpers/fakeDoctorPorts';
import { FakeCanaries } from '../../helpers/fakeCanaries';
import { FakeCleanups } from '../../helpers/fakeCleanups';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';
import { FakeLedger } from '../../helpers/fakeLedger';
import { FakeLedgerRebuilds } from '../../helpers/fakeLedgerRebuilds';
import { FakePauseStore } from '../../helpers/fakePauseStore';
import { FakePushes } from '../../helpers/fakePushes';
import { FakeRegistries } from '../../helpers/fakeRegistries';
import { FakeResourceManager } from '../../helpers/fakeResourceManager';
import { FakeRegistryContent } from '../../helpers/fakeRegistryContent';
import { FakeRoutePipelines } from '../../helpers/fakeRoutePipelines';
import { FakeSasIssuer } from '../../helpers/fakeSasIssuer';
import { FakeSasSecrets } from '../../helpers/fakeSasSecrets';
import { FakeScheduleBooks } from '../../helpers/fakeScheduleBooks';
import { FakeSlotStore } from '../../helpers/fakeSlotStore';
import { FakeStateSchemas } from '../../helpers/fakeStateSchemas';
import { FakeStorage } from '../../helpers/fakeStorage';
import { FakeSweeps } from '../../helpers/fakeSweeps';
import { FakeTransferPages } from '../../helpers/fakeTransferPages';
import { FakeTransferStore } from '../../helpers/fakeTransferStore';
import { route, SOURCE, TARGET } from '../../helpers/route';

const SETTINGS: AppSettings = {
  routesLocation: 'routes.json',
  state: { containerUri: 'https://state.blob.core.windows.net/ferry', audience: 'https://storage.azure.com' },
  vaultAudience: 'https://vault.azure.net',
  trustSignIn: false,
  publicUrl: 'https://app.example',
  polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
  patience: { stepMinutes: 360, verificationSeconds: 300 },
  clockSkewMinutes: 15,
  batchesAtOnce: 3,
  windows: { exports: 10, imports: 5 },
  registryReadsPerMinute: 2_000,
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

/** What a request carries. */
interface Sent {
  headers?: Record<string, string>;
  body?: string;
}

/** The API with everything behind it in memory. Every answer is held to its schema. */
export function createApi(changes: { [Name in keyof AppSettings]?: AppSettings[Name] | undefined } = {}) {
  const transfers = new FakeTransferStore();
  const pages = new FakeTransferPages();
  const ledger = new FakeLedger();
  const rebuilds = new FakeLedgerRebuilds();
  const slots = new FakeSlotStore();
  const cleanups = new FakeCleanups();
  const sweeps = new FakeSweeps();
  const storage = new FakeStorage();
  const registries = new FakeRegistries();
  const routePipelines = new FakeRoutePipelines();
  const resourceManager = new FakeResourceManager();
  const sasSecrets = new FakeSasSecrets();
  const sasIssuer = new FakeSasIssuer();
  const canaries = new FakeCanaries();
  const registryContent = new FakeRegistryContent(registries);
  const schedules = new FakeScheduleBooks();
  const pauses = new FakePauseStore();
  const pushes = new FakePushes();
  const stateSchemas = new FakeStateSchemas();
  const client = new FakeDurableClient();
  const logged: string[] = [];
  let ids = 0;
  let load = async (): Promise<LoadedRoutes> => ROUTES;
  const deps: Omit<ApiDependencies, 'instancesFor'> = {
    settings: { ...SETTINGS, ...changes } as AppSettings,
    routes: { load: () => load() },
    transfers,
    pages,
    ledger,
    rebuilds,
    cleanups,
    sweeps,
    blobs: storage.blobs,
    canaries,
    catalog: registries.catalog,
    registryContent,
    pipelineRuns: registries.pipelineRuns,
    routePipelines,
    ...{ resources: resourceManager, permissions: resourceManager, roleAssignments: resourceManager },
    sasSecrets,
    sasIssuer,
    doctor: createDoctor({
      ...{ ...doctorPorts(), routePipelines, transfers, pauses, stateLayout: stateSchemas },
      ...{ pipelineRuns: registries.pipelineRuns, listing: registries.listing, catalog: registries.catalog },
    }),
    storedBlobs: storage.storedBlobs,
    slots,
    schedules,
    pauses,
    pushes,
    stateLayout: stateSchemas,
    machine: {
      now: () => Date.parse('2026-11-21T10:00:00.000Z'),
      wait: async () => undefined,
      random: () => 0,
      newId: () => `id-${(ids += 1)}`,
    },
  };

  async function send(
    name: string,
    path: string,
    options: {
      headers?: Record<string, string>;
      body?: string | Buffer;
      params?: Record<string, string>;
      /** What the request's URL has before `/transfers` or `/routes`, as the caller wrote it. */
      base?: string;
    } = {},
  ): Promise<Answer> {
    const operation = API.find((one) => one.name === name);
    if (!operation) throw new Error(`The API has no operation ${name}.`);
    const { headers = {}, body, params = {}, base = 'https://app.example/api' } = options;
    const request = new HttpRequest({
      method: operation.method,
      url: `${base}${path}`,
      headers,
      params,
      ...(body !== undefined && { body: typeof body === 'string' ? { string: body } : { bytes: body } }),
    });
    const context = new InvocationContext({
      invocationId: 'invocation-1',
      functionName: name,
      logHandler: (_level, ...args) => logged.push(args.join(' ')),
    });
    const instancesFor = () => {
      if (!operation.usesInstances) throw new Error(`${name} is registered without a durable client.`);
      return createInstances(client, MACHINE);
    };
    const handler = bindOperation({ ...deps, instancesFor }, operation);
    const response = (await handler(request, context)) as HttpResponseInit;
    const text = response.jsonBody === undefined ? String(response.body) : JSON.stringify(response.jsonBody);
    const isCsv = new Headers(response.headers as Record<string, string>).get('content-type')?.startsWith('text/csv');
    const answer = {
      status: response.status ?? 200,
      headers: response.headers as Record<string, string>,
      body: isCsv ? text : JSON.parse(text),
      text,
    };
    if (!isCsv) (answer.status < 400 ? operation.answer : problemSchema).parse(answer.body);
    if (answer.status === 503) expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    return answer;
  }

  function changePause(what: 'pause' | 'resume', route: string | undefined, options: Sent): Promise<Answer> {
    if (route === undefined) return send(`${what}All`, `/${what}`, options);
    return send(`${what}Route`, `/routes/${route}/${what}`, { ...options, params: { route } });
  }

  return {
    send,
    deps,
    transfers,
    pages,
    ledger,
    rebuilds,
    cleanups,
    sweeps,
    storage,
    registries,
    routePipelines,
    resourceManager,
    sasSecrets,
    sasIssuer,
    canaries,
    registryContent,
    slots,
    schedules,
    pauses,
    pushes,
    stateSchemas,
    client,
    logged,
    loadsRoutes(loaded: LoadedRoutes): void {
      load = async () => loaded;
    },
    failRoutes(error: Error): void {
      load = async () => Promise.reject(error);
    },
    post: (body: unknown, headers: Record<string, string> = {}, path = '/transfers?code=s3cr3tkey') =>
      send('startTransfer', path, { headers, body: isRaw(body) ? body : JSON.stringify(body) }),
    get: (id: string) => send('getTransfer', `/transfers/${id}?code=s3cr3tkey`, { params: { id } }),
    cancel: (id: string) => send('cancelTransfer', `/transfers/${id}/cancel`, { params: { id } }),
    list: (query = '') => send('listTransfers', `/transfers${query}`),
    listRuns: (route: string, query = '') => send('listRuns', `/routes/${route}/runs${query}`, { params: { route } }),
    cleanRuns: (route: string, query = '') => send('cleanRuns', `/routes/${route}/runs${query}`, { params: { route } }),
    getRun: (route: string, end: string, name: string) =>
      send('getRun', `/routes/${route}/runs/${end}/${name}`, { params: { route, end, name } }),
    deleteRun: (route: string, end: string, name: string, query = '') =>
      send('deleteRun', `/routes/${route}/runs/${end}/${name}${query}`, { params: { route, end, name } }),
    getPipelines: (route: string, query = '') =>
      send('getPipelines', `/routes/${route}/pipelines${query}`, { params: { route } }),
    putPipelines: (route: string, query = '') =>
      send('putPipelines', `/routes/${route}/pipelines${query}`, { params: { route } }),
    deletePipelines: (route: string, query = '') =>
      send('deletePipelines', `/routes/${route}/pipelines${query}`, { params: { route } }),
    getSas: (route: string, query = '') => send('getSas', `/routes/${route}/sas${query}`, { params: { route } }),
    issueSas: (route: string, query = '') => send('issueSas', `/routes/${route}/sas${query}`, { params: { route } }),
    getDoctor: (route: string) => send('getDoctor', `/routes/${route}/doctor`, { params: { route } }),
    sendCanary: (route: string) => send('sendCanary', `/routes/${route}/canary`, { params: { route } }),
    getCanary: (route: string) => send('getCanary', `/routes/${route}/canary`, { params: { route } }),
    listRoutes: () => send('listRoutes', '/routes'),
    askLedger: (route: string, query = '') =>
      send('getLedger', `/routes/${route}/ledger${query}`, { params: { route } }),
    removeFromLedger: (route: string, query = '') =>
      send('removeFromLedger', `/routes/${route}/ledger${query}`, { params: { route } }),
    rebuildLedger: (route: string, query = '') =>
      send('startRebuild', `/routes/${route}/ledger/rebuild${query}`, { params: { route } }),
    listPushes: (route: string) => send('listPushes', `/routes/${route}/pushes`, { params: { route } }),
    listSchedules: (route: string) => send('listSchedules', `/routes/${route}/schedules`, { params: { route } }),
    runSchedule: (route: string, name: string, headers: Record<string, string> = {}) =>
      send('runSchedule', `/routes/${route}/schedules/${name}/run`, { params: { route, name }, headers }),
    pause: (route: string | undefined, options: Sent = {}) => changePause('pause', route, options),
    beginDrain: (options: Sent = {}) => send('beginDrain', '/drain', options),
    getDrain: () => send('getDrain', '/drain'),
    endDrain: (options: Sent = {}) => send('endDrain', '/drain/end', options),
    getVersion: () => send('getVersion', '/version'),
    resume: (route: string | undefined, options: Sent = {}) => changePause('resume', route, options),
    getRebuild: (route: string, query = '') =>
      send('getRebuild', `/routes/${route}/ledger/rebuild${query}`, { params: { route } }),
  };
}

/** Texts and bytes are sent as they are, everything else as JSON. */
function isRaw(body: unknown): body is string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body);
}
