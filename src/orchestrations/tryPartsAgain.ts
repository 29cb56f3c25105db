import type { OrchestrationContext } from 'durable-functions';
import { batchInstanceId, pipelineRunName } from '../domain/names';
import type { Batch } from '../domain/plan';
import { partsToTryAgain, RUNS_PER_BATCH } from '../domain/report/bisect';
import type { BatchResult } from '../domain/report/batchResult';
import type { RunReport } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callOrchestrations, callUntilDone, type SubOrchestration } from './call';
import { MOST_RUNS } from './runPipeline';
import { giveBackBeforeWaiting } from './slot';
import { showProgress, type Steps } from './steps';

/**
 * Tries again what a batch did not deliver, as batches of their own, all of a generation at once, until nothing is left that
 * another run could do better with, or as many runs as a batch may take have been used.
 *
 * @param batch  the orchestration that runs one
 * @returns the names of the parts, in the order of the tries; each has stored what it found
 */
export function* tryPartsAgain<T>(
  context: OrchestrationContext,
  input: BatchInput,
  result: BatchResult,
  batch: SubOrchestration<BatchInput, T>,
): Steps<string[]> {
  const { transferId, life } = input;
  const tried: string[] = [];
  const affordable = (all: Batch[]): Batch[] => all.slice(0, RUNS_PER_BATCH - 1 - tried.length);
  const keep = function* (generation: number, parts: Batch[]): Steps<Batch[]> {
    if (parts.length === 0 && life === undefined) return [];
    const kept = yield* callUntilDone(context, 'keepParts', { transferId, batch: input.batch.name, generation, parts });
    return kept.end === 'done' ? kept.value.parts : parts;
  };
  let parts = yield* keep(0, affordable(partsToTryAgain(input.batch, result)));
  if (parts.length > 0) yield* giveBackBeforeWaiting(context, input, lastAttempts(input, result));
  for (let generation = 1; parts.length > 0; generation += 1) {
    tried.push(...parts.map(({ name }) => name));
    const calls = parts.map((part) => ({
      id: batchInstanceId(transferId, part.name, life),
      input: { ...input, batch: part, isPart: true as const },
    }));
    showProgress(context, { phase: 'exporting', percentage: 0, parts: calls.map(({ id }) => id) });
    yield* callOrchestrations(context, batch, calls);
    const next = yield* callUntilDone(context, 'partsOfBatch', { transferId, ended: parts, tried });
    parts = yield* keep(generation, next.end === 'done' ? affordable(next.value.parts) : []);
  }
  return tried;
}

/** Which attempt the last run of a batch was: the report names it. */
function lastAttempts(
  { transferId, batch: { name } }: BatchInput,
  { report }: BatchResult,
): Record<'export' | 'import', number> {
  const attemptOf = (kind: 'export' | 'import', run: RunReport | undefined): number => {
    let attempt = MOST_RUNS;
    while (attempt > 1 && !run?.resourceId.endsWith(pipelineRunName(kind, transferId, name, attempt))) attempt -= 1;
    return attempt;
  };
  return { export: attemptOf('export', report.exportRun), import: attemptOf('import', report.importRun) };
}
