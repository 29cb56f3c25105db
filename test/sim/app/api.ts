import { HttpRequest, InvocationContext, type HttpResponseInit } from '@azure/functions';
import type { LocalTaskHub } from '../../../local/host/durable/createTaskHub';
import type { ActivityDependencies } from '../../../src/activities/dependencies';
import { API, bindOperation } from '../../../src/functions/http/api';
import type { RouteBook } from '../../../src/domain/ports/routeBook';
import type { TransferView } from '../../../src/functions/http/schemas/transferView';
import { createInstances } from '../../../src/functions/instances/createInstances';
import type { AppSettings } from '../../../src/settings/appSettings';
import { FakePauseStore } from '../../helpers/fakePauseStore';
import { FakePushes } from '../../helpers/fakePushes';
import { FakeRoutePipelines } from '../../helpers/fakeRoutePipelines';
import { FakeScheduleBooks } from '../../helpers/fakeScheduleBooks';
import { FakeSweeps } from '../../helpers/fakeSweeps';
import { hubClient } from './hubClient';

/** What a caller gets to an HTTP request. */
export interface Answer {
  status: number;
  body: TransferView;
}

/** The app's HTTP API, as callers reach it. */
export interface Api {
  post(key: string, body: object): Promise<Answer>;
  get(id: string): Promise<Answer>;
  cancel(id: string): Promise<Answer>;
  list(): Promise<Answer>;
}

interface App {
  deps: ActivityDependencies & { routes: RouteBook };
  hub: LocalTaskHub;
  settings: AppSettings;
  logs: string[];
}

/** The API of one life of the app. */
export function createApiOf({ deps, hub, settings, logs }: App): Api {
  const clock = {
    schedules: new FakeScheduleBooks(),
    pauses: new FakePauseStore(),
    pushes: new FakePushes(),
    sweeps: new FakeSweeps(),
    routePipelines: new FakeRoutePipelines(),
  };
  const instancesFor = () => createInstances(hubClient(hub), deps.machine);
  const handlers = new Map(
    API.map((operation) => [operation.name, bindOperation({ ...deps, ...clock, settings, instancesFor }, operation)]),
  );

  async function send(
    name: string,
    path: string,
    { id, key, body }: { id?: string; key?: string; body?: object },
  ): Promise<Answer> {
    const operation = API.find((one) => one.name === name);
    const request = new HttpRequest({
      method: operation?.method ?? 'GET',
      url: `https://app.example/api/transfers${path}`,
      ...(key !== undefined && { headers: { 'idempotency-key': key } }),
      ...(id !== undefined && { params: { id } }),
      ...(body && { body: { string: JSON.stringify(body) } }),
    });
    const logHandler = (_level: unknown, ...args: unknown[]): number => logs.push(args.join(' '));
    const context = new InvocationContext({ invocationId: 'call', functionName: name, logHandler });
    const { status = 200, jsonBody, body: text } = (await handlers.get(name)?.(request, context)) as HttpResponseInit;
    return { status, body: (jsonBody ?? JSON.parse(String(text))) as TransferView };
  }

  return {
    post: (key, body) => send('startTransfer', '', { key, body }),
    get: (id) => send('getTransfer', `/${id}`, { id }),
    cancel: (id) => send('cancelTransfer', `/${id}/cancel`, { id }),
    list: () => send('listTransfers', '', {}),
  };
}
