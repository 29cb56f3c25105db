import type { HostLog } from '../domain/ports/hostLog';

/** The part of the module inside the Node worker that this app uses; `log` came with the host 4.28. */
interface WorkerModule {
  log?(level: 'error', category: 'system', message: string): void;
}

/**
 * The log of the Functions host, outside of an invocation. What a worker merely prints the host grades by its words, and
 * it drops what is logged as a user's without an invocation: entries are the system's.
 *
 * @see https://github.com/Azure/azure-functions-nodejs-worker/blob/v3.x/src/coreApi/coreApiLog.ts
 */
export const HOST_LOG: HostLog = {
  error(text) {
    const { log } = workerModule();
    if (log) log('error', 'system', text);
    else console.error(text);
  },
};

/** It exists in the worker only, never on npm. */
function workerModule(): WorkerModule {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require('@azure/functions-core') as WorkerModule;
  } catch {
    return {};
  }
}
