import { setMaxListeners } from 'node:events';
import { findPipeline } from '../resourceManager/parseRun';
import { isFinished, type PipelineRun } from '../resourceManager/resources';
import type { EmulatedRegistry } from '../resourceManager/emulatedRegistry';
import { executeRun } from './executeRun';
import type { RunEngineOptions } from './runContext';

/** Works on pipeline runs, each registry in its own slots. */
export interface RunEngine {
  /** Begins a run, or lets it wait as Creating while all slots of its registry are taken. */
  enqueue(registry: EmulatedRegistry, run: PipelineRun): void;
  /** Begins every run of the registry that has not ended. */
  resume(registry: EmulatedRegistry): void;
  /** The id of an operation that says that a run was deleted. */
  rememberDeletion(): string;
  isDeletion(operationId: string): boolean;
  /** Leaves what is going on where it is; `resume` after the next start takes it up. */
  close(): Promise<void>;
}

export function createRunEngine(options: RunEngineOptions): RunEngine {
  const stop = new AbortController();
  // Every run waits for it, and so does each of its requests.
  setMaxListeners(0, stop.signal);
  const waiting = new Map<EmulatedRegistry, PipelineRun[]>();
  const working = new Map<EmulatedRegistry, Set<Promise<void>>>();
  const deletions = new Set<string>();

  const fillSlots = (registry: EmulatedRegistry): void => {
    const queue = waiting.get(registry) ?? [];
    const active = working.get(registry) ?? new Set();
    working.set(registry, active);
    while (!stop.signal.aborted && active.size < options.admin.settings.slots) {
      const run = queue.shift();
      if (!run) return;
      const work = executeRun({ registry, run, options, stop: stop.signal, findPipeline }).finally(() => {
        active.delete(work);
        fillSlots(registry);
      });
      active.add(work);
    }
  };

  const engine: RunEngine = {
    enqueue(registry, run) {
      waiting.set(registry, [...(waiting.get(registry) ?? []), run]);
      setImmediate(fillSlots, registry);
    },
    resume(registry) {
      for (const run of registry.pipelineRuns.list()) if (!isFinished(run)) engine.enqueue(registry, run);
    },
    rememberDeletion() {
      const id = `pipelineruns-${options.platform.newId()}`;
      deletions.add(id);
      return id;
    },
    isDeletion: (operationId) => deletions.has(operationId),
    async close() {
      stop.abort();
      await Promise.all([...working.values()].flatMap((active) => [...active]));
    },
  };
  return engine;
}
