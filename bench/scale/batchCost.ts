import { STACK_NAMES } from '../../local/stackNames';
import { readHistories, type HistoryEvent } from '../measure/readHistories';
import type { ScaleStack } from './scaleStack';
import { tinyImage } from './tinyImages';

/** What a transfer of one batch costs the task hub and the storage accounts. */
export interface BatchCost {
  artifacts: number;
  /** Orchestrations of the batch: its own, those that watch its runs, the lanes of its copy. */
  orchestrations: number;
  activities: number;
  historyEvents: number;
  /** Requests to the app's own container, and to those of blobs by everybody, over the whole transfer. */
  stateTransactions: number;
  blobTransactions: number;
}

const TAGS = 50;

/** @param scale  a stack with the storage gate, which counts */
export async function measureBatchCost(scale: ScaleStack): Promise<BatchCost> {
  await scale.fill([tinyImage(0, TAGS)]);
  await scale.admin('DELETE', 'requests');
  const select = { rules: [{ repositories: ['scale/**'] }] };
  const url = await scale.api.start({ route: STACK_NAMES.route, select }, 'cost of a batch');
  const { id, state } = await scale.api.follow(url, () => undefined);
  if (state !== 'succeeded') throw new Error(`The transfer whose cost is measured ended as ${state}.`);
  const { requests } = await scale.admin<{ requests: { account?: string }[] }>('GET', 'requests?plane=storage');
  return costOf(TAGS, requests, await readHistories(scale.host, `${id}-b-`));
}

/** What the requests to storage, and the histories of a batch's orchestrations, add up to. */
export function costOf(
  artifacts: number,
  requests: readonly { account?: string }[],
  histories: readonly (readonly HistoryEvent[])[],
): BatchCost {
  const own = requests.filter(({ account }) => account === STACK_NAMES.state.account).length;
  const events = histories.flat();
  return {
    artifacts,
    orchestrations: histories.length,
    activities: events.filter(({ EventType }) => EventType === 'TaskCompleted').length,
    historyEvents: events.length,
    stateTransactions: own,
    blobTransactions: requests.length - own,
  };
}
