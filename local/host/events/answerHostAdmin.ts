import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionApp, RegisteredFunction } from '../app/functionApp';
import { HOST_VERSION } from '../app/installCoreModule';
import type { InvokeFunction } from '../app/invokeFunction';
import type { Platform } from '../../platform';
import { answerNothing } from '../http/answerRpcHttp';
import { answerSized } from '../http/answerSized';
import { readHostBody } from '../http/readHostBody';
import { decodeOrKeep } from '../http/routeTable';
import { eventData } from './answerEventGrid';
import type { Timers } from './timers';

export interface HostAdminContext {
  platform: Platform;
  /** Milliseconds since 1970. */
  startedAt: number;
  app: FunctionApp;
  invoke: InvokeFunction;
  timers: Timers;
}

/**
 * Answers the host's own routes: `GET /admin/host/ping`, `GET /admin/host/status` and
 * `POST /admin/functions/NAME` with `{"input": "…"}`, which runs a timer or Event Grid function by hand (202 before it ends).
 */
export async function answerHostAdmin(
  context: HostAdminContext,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const lower = path.toLowerCase();
  if (lower === '/admin/host/ping') return answerNothing(response, 200);
  if (lower === '/admin/host/status' && request.method === 'GET')
    return answerSized(response, 200, hostStatus(context));
  const name = /^\/admin\/functions\/([^/]+)\/?$/i.exec(path)?.[1];
  if (!name || request.method !== 'POST') return answerNothing(response, 404);
  const entry = context.app.find(decodeOrKeep(name));
  if (!entry) return answerNothing(response, 404);
  const run = manualRun(context, entry, (await readHostBody(request)).toString('utf8'));
  if (!run) return answerNothing(response, 400);
  run().catch(() => undefined);
  answerNothing(response, 202);
}

function manualRun(
  context: HostAdminContext,
  entry: RegisteredFunction,
  body: string,
): (() => Promise<unknown>) | undefined {
  const type = entry.trigger.type.toLowerCase();
  if (type === 'timertrigger') return () => context.timers.runNow(entry);
  if (type !== 'eventgridtrigger') return undefined;
  try {
    const { input } = JSON.parse(body) as { input: string };
    const event: unknown = JSON.parse(input);
    return () => context.invoke(entry, eventData(entry, event));
  } catch {
    return undefined;
  }
}

function hostStatus({ platform, startedAt }: HostAdminContext): unknown {
  return {
    id: 'built-in',
    state: 'Running',
    version: `${HOST_VERSION}.0`,
    versionDetails: `${HOST_VERSION}+built-in`,
    platformVersion: '',
    instanceId: '',
    computerName: '',
    processUptime: Math.round(platform.now() - startedAt),
    functionAppContentEditingState: 'Unknown',
    extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '4.99.0' },
  };
}
