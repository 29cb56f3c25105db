import type { OrchestrationContext } from 'durable-functions';
import type { Activities } from '../activities/activities';
import { done, type Canceled, type Done, type Failed } from '../domain/failures/ending';
import { pipelineRunName } from '../domain/names';
import { askAgainSeconds } from '../domain/slots/askAgainSeconds';
import { limitOf } from '../domain/slots/windowSettings';
import type { BatchInput } from './batchInput';
import { callActivity, callRegardless, callUntilDone } from './call';
import type { FollowedRun } from './followRun';
import { pauseUntilWoken } from './pause';
import { secondsUntil, showProgress, type Step, type Steps } from './steps';

/** The pipeline run that a slot is for. */
interface RunOfSlot {
  kind: 'export' | 'import';
  runName: string;
}

/** What does not go through in as long is left to those who look for the dead: the copy must not wait for it. */
const RELEASE_MINUTES = 10;

/**
 * Takes the steps of a pipeline run, from its creation to its end, while the run holds one of the slots of its registry; waits
 * for one before. Whatever comes of the steps, the slot is given back. A canceled transfer takes them without a slot: it starts
 * no run, but one that an earlier orchestration has started is to be told of.
 */
export function* withSlot(
  context: OrchestrationContext,
  input: BatchInput,
  run: RunOfSlot,
  steps: () => Step<undefined, FollowedRun>,
): Step<undefined, FollowedRun> {
  const { windows, transferId, life } = input;
  if (!windows) return yield* steps();
  const slot = { ...run, transferId, instance: context.df.instanceId };
  try {
    const acquired = yield* acquire(context, input, slot, limitOf(windows, run.kind));
    if (acquired.end !== 'failed') return yield* steps();
    // An earlier orchestration may have created it.
    return { ending: acquired, ...(life !== undefined && { run: { resourceId: run.runName, outcome: 'unknown' } }) };
  } finally {
    yield* release(context, input, slot);
  }
}

/** Gives back the slots that an earlier orchestration of the batch may have died with, where no step takes them over. */
export function* giveBackInherited(context: OrchestrationContext, input: BatchInput): Steps<void> {
  for (const slot of slotsOfBatch(context, input)) yield* release(context, input, slot);
}

/**
 * Gives back the slots of a batch before other orchestrations do its work while it waits for them: one that it could not give back
 * until now, because the app's own store was away, would keep them from their slots for ever, since it is not dead.
 *
 * @param attempts  which attempt its last run was, of each kind: before that one, the slots of others were given back
 */
export function* giveBackBeforeWaiting(
  context: OrchestrationContext,
  input: BatchInput,
  attempts: Attempts,
): Steps<void> {
  for (const slot of slotsOfBatch(context, input, attempts)) yield* callUntilDone(context, 'releaseSlot', slot);
}

/** Gives back the slot of a run before the same orchestration waits for that of another one: it would wait for itself. */
export function* giveBackForAnother(context: OrchestrationContext, input: BatchInput, run: RunOfSlot): Steps<void> {
  const { windows, transferId } = input;
  const slot = { ...run, transferId, instance: context.df.instanceId };
  if (windows) yield* callUntilDone(context, 'releaseSlot', slot);
}

type Attempts = Record<RunOfSlot['kind'], number>;

type SlotToRelease = Parameters<Activities['releaseSlot']>[0];

/** Whichever orchestration of the batch took them; none where its runs need none. */
function slotsOfBatch(
  context: OrchestrationContext,
  { windows, transferId, batch, exportOnly }: BatchInput,
  attempts: Attempts = { export: 1, import: 1 },
): SlotToRelease[] {
  if (!windows) return [];
  const kinds = exportOnly ? (['export'] as const) : (['export', 'import'] as const);
  return kinds.map((kind) => {
    const runName = pipelineRunName(kind, transferId, batch.name, attempts[kind]);
    return { kind, runName, transferId, instance: context.df.instanceId, isInherited: true };
  });
}

function* release(context: OrchestrationContext, { patience }: BatchInput, slot: SlotToRelease): Steps<void> {
  yield* callRegardless(context, 'releaseSlot', slot, { patience: { ...patience, stepMinutes: RELEASE_MINUTES } });
}

/**
 * Asks for a slot until there is one. An event says when to ask again, but it may get lost, and orchestrations die with their
 * slots: the same is done after a while without one.
 */
function* acquire(
  context: OrchestrationContext,
  input: BatchInput,
  slot: RunOfSlot & { transferId: string; instance: string },
  limit: number,
): Steps<Done<undefined> | Failed | Canceled> {
  const { kind, runName } = slot;
  const phase = kind === 'export' ? 'exporting' : 'importing';
  const begun = context.df.currentUtcDateTime;
  const asked = { ...slot, limit, mayBeAtWork: input.life !== undefined };
  for (let waited = false; ; waited = true) {
    const answer = yield* callActivity(context, 'acquireSlot', asked, input);
    if (answer.end !== 'done') return answer;
    const { acquired, registry } = answer.value;
    const note = `waiting for one of the ${kind} slots of the registry ${registry}, which has ${limit}`;
    if (!acquired || waited) showProgress(context, { phase, percentage: 0, ...(!acquired && { note }) });
    if (acquired) return done(undefined);
    yield* pauseUntilWoken(context, runName, askAgainSeconds(-secondsUntil(context, begun)));
  }
}
