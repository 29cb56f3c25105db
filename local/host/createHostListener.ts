import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestListener } from '../http/startServer';
import type { TaskHub } from './durable/taskHub';
import { answerDurableApi, durableApiSegments } from './durableApi/answerDurableApi';
import type { DurableApiNames } from './durableApi/durableApiUrls';
import { answerEventGrid } from './events/answerEventGrid';
import { answerHostAdmin, type HostAdminContext } from './events/answerHostAdmin';
import type { HostLog } from './hostLog';
import { answerHttpTrigger } from './http/answerHttpTrigger';
import { answerNothing } from './http/answerRpcHttp';
import { requestTarget } from './http/requestTarget';
import type { RouteTable } from './http/routeTable';
import type { TimedPlatform } from './timedPlatform';

const START_PAGE = '<!DOCTYPE html><title>acr-ferry</title><p>Your Azure Function App is up and running.</p>';

export interface HostListenerContext extends HostAdminContext {
  platform: TimedPlatform;
  routes: RouteTable;
  hub: TaskHub;
  names: DurableApiNames;
  log: HostLog;
}

/**
 * Answers every request of the host: its own routes first, then the app's. What goes wrong here is logged, and answered
 * with an empty 500 as the real host does.
 *
 * `idle` resolves as soon as no request is being answered.
 */
export function createHostListener(context: HostListenerContext): { listener: RequestListener; idle(): Promise<void> } {
  const running = new Set<Promise<void>>();
  return {
    async listener(request, response) {
      const answering = dispatch(context, request, response).catch((error: unknown) => {
        context.log.write('error', 'Http', `${request.method} answered 500: ${(error as Error).message}`);
        if (response.headersSent) response.destroy();
        else answerNothing(response, 500);
      });
      running.add(answering);
      try {
        await answering;
      } finally {
        running.delete(answering);
      }
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

async function dispatch(
  context: HostListenerContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { path, url } = requestTarget(request);
  const durable = durableApiSegments(path);
  if (durable) return answerDurableApi({ ...context, ...durable, request, response, url });
  if (path.toLowerCase() === '/runtime/webhooks/eventgrid') return answerEventGrid(context, request, response, url);
  if (/^\/admin(\/|$)/i.test(path)) return answerHostAdmin(context, request, response, path);

  const match = context.routes.match(request.method ?? 'GET', path);
  if (match) return answerHttpTrigger(context.invoke, match, request, response, url);
  if (path !== '/') return answerNothing(response, 404);
  response.writeHead(200, { 'content-type': 'text/html', 'content-length': String(Buffer.byteLength(START_PAGE)) });
  response.end(START_PAGE);
}
