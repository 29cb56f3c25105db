import Module from 'node:module';
import type { FunctionApp } from './functionApp';
import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from './coreTypes';
import type { HostLog } from '../hostLog';

const CORE_MODULE = '@azure/functions-core';
/** The Functions host and Node worker whose behaviour was recorded. */
export const HOST_VERSION = '4.1037.0';
const WORKER_VERSION = '3.9.1';

type Load = (request: string, parent: unknown, isMain: boolean) => unknown;

class Disposable {
  readonly #dispose: () => void;

  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }

  static from(...disposables: { dispose(): void }[]): Disposable {
    return new Disposable(() => disposables.forEach((entry) => entry.dispose()));
  }

  dispose(): void {
    this.#dispose();
  }
}

/**
 * Makes `require('@azure/functions-core')` answer with this host, for every module of the process: the module exists in
 * the worker only, never on npm. `@azure/functions` looks for it when the first function is registered.
 */
export function installCoreModule(app: FunctionApp, log: HostLog): void {
  const core = {
    version: WORKER_VERSION,
    hostVersion: HOST_VERSION,
    Disposable,
    setProgrammingModel: (model: ProgrammingModel) => void (app.programmingModel = model),
    getProgrammingModel: () => app.programmingModel,
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) =>
      new Disposable(app.register(metadata, callback)),
    registerHook: (name: string, callback: HookCallback) => new Disposable(app.registerHook(name, callback)),
    log: (level: LogLevel, _category: LogCategory, message: string) => log.write(level, 'Worker', message),
  };
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = (request, parent, isMain) =>
    request === CORE_MODULE ? core : load.call(loader, request, parent, isMain);
}
