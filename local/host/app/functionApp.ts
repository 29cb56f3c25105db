import type { Binding, FunctionCallback, FunctionMetadata, HookCallback, ProgrammingModel } from './coreTypes';

/** A function that the app registered. */
export interface RegisteredFunction {
  name: string;
  metadata: FunctionMetadata;
  callback: FunctionCallback;
  /** The binding that starts it. */
  trigger: Binding;
}

/** Everything that the app's code handed to the host while it was loaded. */
export class FunctionApp {
  programmingModel: ProgrammingModel | undefined;
  /** Set once the app has been loaded: functions cannot be registered afterwards. */
  started = false;
  /** Shared between every hook of the app. */
  readonly appHookData: Record<string, unknown> = {};
  readonly #functions = new Map<string, RegisteredFunction>();
  readonly #hooks = new Map<string, HookCallback[]>();

  /** Adds a function; answers how to take it away again. @throws Error after start-up, on a second function of the name, without a trigger. */
  register(metadata: FunctionMetadata, callback: FunctionCallback): () => void {
    if (this.started) throw new Error('A function can only be registered during app startup.');
    const trigger = Object.values(metadata.bindings).find((binding) => /trigger$/i.test(binding.type));
    if (!trigger) throw new Error(`Function "${metadata.name}" has no trigger. Give it one where it is registered.`);
    const key = metadata.name.toLowerCase();
    if (this.#functions.has(key)) {
      throw new Error(`Function "${metadata.name}" is registered twice. Rename one of them (letter case is ignored).`);
    }
    this.#functions.set(key, { name: metadata.name, metadata, callback, trigger });
    return () => void this.#functions.delete(key);
  }

  registerHook(name: string, callback: HookCallback): () => void {
    const hooks = this.#hooks.get(name) ?? [];
    this.#hooks.set(name, hooks);
    hooks.push(callback);
    return () => {
      const index = hooks.indexOf(callback);
      if (index >= 0) hooks.splice(index, 1);
    };
  }

  hooks(name: string): readonly HookCallback[] {
    return this.#hooks.get(name) ?? [];
  }

  /** Runs the hooks of that name one after the other, in the order of their registration. */
  async runHooks(name: string, context: Record<string, unknown>): Promise<void> {
    for (const hook of [...this.hooks(name)]) await hook(context);
  }

  /** Functions started by a trigger type, or all; types ignore letter case. */
  functions(triggerType?: string): RegisteredFunction[] {
    const all = [...this.#functions.values()];
    if (triggerType === undefined) return all;
    return all.filter((entry) => entry.trigger.type.toLowerCase() === triggerType.toLowerCase());
  }

  /** A function by name, letter case ignored. */
  find(name: string, triggerType?: string): RegisteredFunction | undefined {
    const entry = this.#functions.get(name.toLowerCase());
    if (!entry || triggerType === undefined) return entry;
    return entry.trigger.type.toLowerCase() === triggerType.toLowerCase() ? entry : undefined;
  }
}
