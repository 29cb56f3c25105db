import type { OrchestrationContext } from 'durable-functions';
import { CANCELED, done } from '../domain/failures/ending';
import type { Failure } from '../domain/failures/failure';
import { pastFailure } from '../domain/failures/pastFailure';
import { pipelineRunName } from '../domain/names';
import type { BatchFindings } from '../domain/report/batchResult';
import { joinFindings } from '../domain/report/joinFindings';
import type { RunReport } from '../domain/report/report';
import { runCauseOf } from '../domain/runCause';
import { awaitNewRole } from './awaitNewRole';
import type { BatchInput } from './batchInput';
import { callOrchestrations } from './call';
import { importBlob } from './importBlob';
import { awaitRegistryRun, type WatchedArrival } from './registryRun';
import { showProgress, type Step } from './steps';
import { watchRun, type WatchedRun } from './watchRun';

type Imported = Step<{ runFailure?: Failure }, { found: Pick<BatchFindings, 'importRun' | 'warnings'> }>;

/**
 * Imports a blob that arrived: by the registry's own run, where the source trigger of the import pipeline is Enabled and one comes in
 * time; else by a run of the app. So is a blob whose registry run failed for the service's own trouble, or was refused because a role of
 * the pipeline's identity was too new: then once that role acts.
 */
export function* importArrived(context: OrchestrationContext, input: WatchedArrival & BatchInput): Imported {
  const awaited = yield* awaitRegistryRun(context, input);
  if (awaited.end !== 'done') return { ending: awaited, found: {} };
  const { runName, warnings } = awaited.value;
  if (runName === undefined) return yield* importByApp(context, input, warnings);
  const { failedSince, ...followed } = yield* followRegistryRun(context, input, runName);
  const { ending } = followed;
  const failure = ending.end === 'done' ? ending.value.runFailure : undefined;
  if (!failure) return followed;
  if (!mayDoBetter(failure, input)) {
    const nextRun = pipelineRunName('import', input.transferId, input.batch.name, 1);
    const waited = yield* awaitNewRole(context, input, { kind: 'import', runName, failure, failedSince }, nextRun);
    if (waited.end === 'canceled') return { ...followed, ending: waited };
    if (!waited.value) return followed;
  }
  return yield* importByApp(context, input, [pastFailure(failure), ...warnings]);
}

function* importByApp(
  context: OrchestrationContext,
  input: WatchedArrival & BatchInput,
  warnings: Failure[],
): Imported {
  const { ending, found } = yield* importBlob(context, input, input.blobName);
  return { ending, found: joinFindings({ warnings }, found) };
}

/** Watches the registry's own run until it has ended. It holds none of the app's slots: the registry has begun it already. */
function* followRegistryRun(
  context: OrchestrationContext,
  { transferId, route, polling, patience }: BatchInput,
  runName: string,
): Step<{ runFailure?: Failure }, { found: Pick<BatchFindings, 'importRun'> } & Pick<WatchedRun, 'failedSince'>> {
  const id = `${context.df.instanceId}-registry`;
  showProgress(context, { phase: 'importing', percentage: 0, watch: id });
  const call = { id, input: { transferId, route, kind: 'import' as const, runName, polling, patience } };
  const [watched = CANCELED] = yield* callOrchestrations(context, watchRun, [call]);
  const byRegistry = (run: RunReport) => ({ found: { importRun: { ...run, bySourceTrigger: true as const } } });
  if (watched.end !== 'done') return { ending: watched, ...byRegistry({ resourceId: runName, outcome: 'unknown' }) };
  const { run, failure, failedSince, canceled } = watched.value;
  if (canceled) return { ending: CANCELED, ...byRegistry(run) };
  const ending = done(failure ? { runFailure: failure } : {});
  return { ending, ...byRegistry(run), ...(failedSince !== undefined && { failedSince }) };
}

function mayDoBetter({ code, message }: Failure, { batch }: BatchInput): boolean {
  const names = batch.artifacts.map(({ artifact }) => artifact);
  return code === 'import_run_failed' && runCauseOf(message, names).kind === 'service';
}
