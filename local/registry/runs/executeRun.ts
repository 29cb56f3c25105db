import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultAction, StepInfo } from '../../admin/faultRule';
import type { EmulatedRegistry } from '../resourceManager/emulatedRegistry';
import { type Pipeline, type PipelineRun, type PipelineRunResponse, serviceTime } from '../resourceManager/resources';
import { exportRun } from './exportRun';
import { importRun } from './importRun';
import { openContainer } from './openContainer';
import { runBlobUri, type RunContext, type RunEngineOptions } from './runContext';
import { RunFailure } from './runFailure';
import { startRunTime } from './runTime';

interface Execution {
  registry: EmulatedRegistry;
  run: PipelineRun;
  options: RunEngineOptions;
  /** Aborts when the stack stops. */
  stop: AbortSignal;
  findPipeline: (registry: EmulatedRegistry, resourceId: unknown) => Pipeline;
}

/** Takes a run through Running to Succeeded or Failed; every change is on disk. Stops silently when the stack does. */
export async function executeRun(execution: Execution): Promise<void> {
  try {
    const outcome = await work(execution);
    finish(execution, { status: 'Succeeded', ...outcome, progress: { percentage: '100' } });
  } catch (error) {
    if (execution.stop.aborted) return;
    const message = error instanceof RunFailure ? error.message : `Unexpected error. ${(error as Error).message}`;
    finish(execution, { status: 'Failed', pipelineRunErrorMessage: message });
  }
}

async function work(execution: Execution): Promise<Partial<PipelineRunResponse>> {
  const { registry, run, options, stop } = execution;
  const pipeline = requirePipeline(execution);
  const direction = pipeline.kind === 'exportPipelines' ? 'export' : 'import';
  const info: StepInfo = { registry: registry.name, pipeline: pipeline.name, run: run.name };
  const pass = (step: string): Promise<FaultAction | undefined> => options.admin.passes(step, info, stop);
  const meet = async (fault: FaultAction | undefined): Promise<void> => {
    stop.throwIfAborted();
    if (fault?.type === 'failRun') throw new RunFailure(fault.message);
    if (fault?.type === 'stayRunning') await untilGone(execution);
  };
  const fault = await pass(`run.${direction}.start`);
  stop.throwIfAborted();
  begin(execution, pipeline);
  await meet(fault);
  const { exportSeconds, importSeconds } = options.admin.settings;
  const report = (part: number): void => showProgress(run, part);
  const time = startRunTime(options.platform, direction === 'export' ? exportSeconds : importSeconds, stop);
  await time.untilWork((part) => report(part / 10));
  const context: RunContext = {
    run,
    pipeline,
    content: registry.content,
    container: await openContainer(pipeline, options),
    largestLayerBytes: options.largestLayerBytes,
    signal: stop,
    progress: (part) => report(0.1 + part * 0.89),
    checkpoint: (done) => {
      run.checkpoint = done;
      save(registry, run);
    },
    passes: async (step) => meet(await pass(step)),
  };
  const outcome = await (direction === 'export' ? exportRun(context) : importRun(context));
  await time.untilEnd();
  await meet(await pass(`run.${direction}.finish`));
  return outcome;
}

function requirePipeline({ registry, run, findPipeline }: Execution): Pipeline {
  try {
    return findPipeline(registry, run.request.pipelineResourceId);
  } catch {
    throw new RunFailure('The pipeline of this run has been deleted.');
  }
}

function begin({ registry, run, options }: Execution, pipeline: Pipeline): void {
  const { keyVaultUri, storageAccessMode } = pipeline.container;
  const end = pipeline.kind === 'exportPipelines' ? 'target' : 'source';
  const uri = runBlobUri(pipeline, run.request[end]?.name ?? '');
  run.response = {
    status: 'Running',
    progress: { percentage: '0' },
    startTime: serviceTime(options.platform.now()),
    [end]: { type: 'AzureStorageBlob', uri, ...(keyVaultUri === undefined ? {} : { keyVaultUri }), storageAccessMode },
    ...(run.sourceUpdatedAt !== undefined && { trigger: { sourceTrigger: { timestamp: run.sourceUpdatedAt } } }),
  };
  save(registry, run);
}

function finish({ registry, run, options }: Execution, outcome: Partial<PipelineRunResponse>): void {
  const now = serviceTime(options.platform.now());
  const before = run.response ?? { status: 'Running', progress: { percentage: '0' }, startTime: now };
  run.response = { ...before, ...outcome, finishTime: now };
  save(registry, run);
}

function showProgress(run: PipelineRun, part: number): void {
  if (!run.response) return;
  const percentage = Math.max(Number(run.response.progress.percentage), Math.floor(Math.min(part, 0.99) * 100));
  run.response.progress = { percentage: String(percentage) };
}

/** Deleting a run is deleting its log: it goes on, but is not written down any more. */
function save(registry: EmulatedRegistry, run: PipelineRun): void {
  if (isKnown(registry, run)) registry.pipelineRuns.save(run);
}

function isKnown(registry: EmulatedRegistry, run: PipelineRun): boolean {
  return registry.pipelineRuns.get(run.name) === run;
}

async function untilGone({ registry, run, stop }: Execution): Promise<void> {
  while (isKnown(registry, run)) await sleep(200, undefined, { signal: stop });
  throw new RunFailure('The run was deleted.');
}
