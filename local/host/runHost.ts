import path from 'node:path';
import { startServer } from '../http/startServer';
import type { Platform } from '../platform';
import { FunctionApp } from './app/functionApp';
import { installCoreModule } from './app/installCoreModule';
import { createInvoker } from './app/invokeFunction';
import { loadApp } from './app/loadApp';
import { warnOfUnsupported } from './app/warnOfUnsupported';
import { createHostListener } from './createHostListener';
import { createTaskHub } from './durable/createTaskHub';
import { createDurableInvoker } from './durableInvoker';
import { createScheduleMonitor } from './events/scheduleMonitor';
import { startTimers } from './events/timers';
import { readHostConfiguration } from './hostConfiguration';
import { createHostLog } from './hostLog';
import { kestrelRefusal, MAX_HEAD_BYTES } from './http/kestrelRefusal';
import { createRouteTable } from './http/routeTable';
import type { TimedPlatform } from './timedPlatform';
import { durableClientInputs } from './durableApi/durableApiUrls';

export interface HostOptions {
  /** Folder with package.json and host.json. */
  app: string;
  port: number;
  /** Folder for the durable task hub. */
  state: string;
  /** Takes one finished line of the log. */
  write(line: string): void;
}

export interface RunningHost {
  /** `http://127.0.0.1:7071` */
  url: string;
  /** Stops taking up work, waits for what is running (at most 5 seconds), runs the app's appTerminate hooks. */
  close(): Promise<void>;
}

/**
 * Loads the app into this process and serves it: HTTP functions, timers, the Event Grid webhook, the durable task hub.
 *
 * @throws Error when host.json, the app or one of its routes or schedules cannot be used, or the port is taken.
 */
export async function runHost(platform: TimedPlatform, options: HostOptions): Promise<RunningHost> {
  const startedAt = platform.now();
  const configuration = await readHostConfiguration(options.app);
  const log = createHostLog(platform, configuration.logLevels, options.write);
  const app = new FunctionApp();
  installCoreModule(app, log);
  await loadApp(options.app, app);
  warnOfUnsupported(app, log);

  const origin = `http://127.0.0.1:${options.port}`;
  const names = { ...configuration, key: newKey(platform) };
  const invoke = createInvoker(platform, app, log, (entry) => durableClientInputs(entry, origin, names));
  const routes = createRouteTable(app.functions('httpTrigger'), configuration.routePrefix);
  for (const entry of routes.shadowed) {
    log.write(
      'error',
      'Routes',
      `${entry.name}: a route may not begin with "admin". It never answers; rename the route.`,
    );
  }
  const hub = createTaskHub(platform, {
    folder: path.join(options.state, configuration.taskHubName),
    invoker: createDurableInvoker(app, invoke),
    maxConcurrentActivities: configuration.maxConcurrentActivities,
    maxConcurrentOrchestrators: configuration.maxConcurrentOrchestrators,
    log: (message) => log.write('warning', 'DurableTask', message),
  });
  await hub.open();
  const timers = startTimers(
    platform,
    app,
    invoke,
    process.env,
    createScheduleMonitor(path.join(options.state, 'timers')),
  );
  const { listener, idle } = createHostListener({ platform, startedAt, app, invoke, routes, hub, timers, names, log });
  const server = await startServer({
    name: 'Functions host',
    port: options.port,
    listener,
    refuse: kestrelRefusal,
    maxHeadBytes: MAX_HEAD_BYTES,
  });
  return {
    url: server.origin,
    async close() {
      const ended = Promise.all([idle(), timers.stop()]);
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
      await server.close();
      await hub.close();
      await app.runHooks('appTerminate', { hookData: {}, appHookData: app.appHookData });
    },
  };
}

/** 32 bytes in base64url, the form that keys of the real host have in URLs. */
function newKey(platform: Platform): string {
  const digits = `${platform.newId()}${platform.newId()}`.replaceAll('-', '');
  return Buffer.from(digits, 'hex').toString('base64url');
}
