import { PipelineBusyError, PipelineFailedError } from '../../domain/failures/errors';
import {
  differenceOf,
  hasFailed,
  isChanging,
  pipelineWords,
  type ActualPipeline,
  type DesiredPipeline,
  type PipelineDifference,
} from '../../domain/pipelines/pipeline';
import type { RoutePipelines } from '../../domain/ports/routePipelines';
import { redact } from '../../domain/redact';
import type { NamedEnd } from '../runs/endsOf';
import type { Patience } from './patience';

/** `provisioning`: the service has accepted it, and has not come to an end. */
export type AppliedOutcome = 'unchanged' | 'created' | 'updated' | 'wouldCreate' | 'wouldUpdate' | 'provisioning';

/** What became of a pipeline, and how it was different. */
export interface Applied {
  outcome: AppliedOutcome;
  difference: PipelineDifference[];
  actual: ActualPipeline | undefined;
}

interface Dependencies {
  routePipelines: Pick<RoutePipelines, 'find' | 'put'>;
  patience: Patience;
}

/**
 * Makes a pipeline what it should be, by one PUT of all of it, and waits for it to be so. One that is so is not touched, unless the service
 * gave up on it. While somebody else changes it, that is waited for: it may then be as it should.
 *
 * @param route  its name, for messages
 *
 * Errors: PipelineBusyError, PipelineFailedError; those of the registry's management plane.
 */
export async function applyPipeline(
  { routePipelines, patience }: Dependencies,
  route: string,
  { name, end }: NamedEnd,
  desired: DesiredPipeline,
  dryRun: boolean,
): Promise<Applied> {
  for (;;) {
    const before = await atRest();
    const difference = differenceOf(before.actual, desired);
    const isSo = difference.length === 0;
    if (isSo && before.isChanging) return { outcome: 'provisioning', difference, actual: before.actual };
    if (isSo && before.actual && !hasFailed(before.actual))
      return { outcome: 'unchanged', difference, actual: before.actual };
    const isNew = before.actual === undefined;
    if (dryRun) return { outcome: isNew ? 'wouldCreate' : 'wouldUpdate', difference, actual: before.actual };
    if (before.isChanging) throw busy(`its provisioningState is ${before.actual?.provisioningState}.`);
    const accepted = await put(before.actual);
    if (!accepted) continue;
    const after = await atRest(accepted);
    if (after.isChanging) return { outcome: 'provisioning', difference, actual: after.actual };
    requireSuccess(after.actual);
    return { outcome: isNew ? 'created' : 'updated', difference, actual: after.actual };
  }

  /** The pipeline once the service has done with it, or as it is when the time is over. */
  async function atRest(first?: ActualPipeline): Promise<{ actual: ActualPipeline | undefined; isChanging: boolean }> {
    let actual = first ?? (await routePipelines.find(name, end));
    while (actual && isChanging(actual)) {
      if (dryRun || !(await patience.wait(actual.retryAfterSeconds))) return { actual, isChanging: true };
      actual = await routePipelines.find(name, end);
    }
    return { actual, isChanging: false };
  }

  /** Undefined where somebody else was faster: it is as they wanted it then. */
  async function put(before: ActualPipeline | undefined): Promise<ActualPipeline | undefined> {
    try {
      return await routePipelines.put(name, end, desired, before);
    } catch (error) {
      if (!(error instanceof PipelineBusyError) || !(await patience.wait(error.retryAfterSeconds))) throw error;
      return undefined;
    }
  }

  function requireSuccess(actual: ActualPipeline | undefined): void {
    const left = differenceOf(actual, desired);
    const { errorMessage, provisioningState, correlationId, resourceId } = actual ?? {};
    const about = { correlationId, resourceId };
    if (actual && hasFailed(actual)) {
      const words = errorMessage ?? `its provisioningState is ${provisioningState}, without a message.`;
      throw new PipelineFailedError(pipelineWords(name, end), route, { words, ...about });
    }
    if (left.length === 0) return;
    const shown = left.map(
      ({ what, is, shouldBe }) => `${what} is ${redact(is ?? 'none')} instead of ${shouldBe ?? 'none'}`,
    );
    const words = `${shown.join('; ')}. Somebody else may have changed it meanwhile.`;
    throw new PipelineFailedError(pipelineWords(name, end), route, { words, ...about });
  }

  function busy(words: string): PipelineBusyError {
    return new PipelineBusyError(`change ${pipelineWords(name, end)}`, { words });
  }
}
