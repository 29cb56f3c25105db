import { STACK_NAMES } from '../../local/stackNames';
import type { HistoryEvent } from '../measure/readHistories';

/** One request, as the request log of the stack has it. */
export interface LoggedRequest {
  plane: string;
  step: string;
  registry?: string;
  account?: string;
}

/** How many requests of each kind something took. Of storage, by everybody: the emulated service's own are in it. */
export interface Requests {
  resourceManager: number;
  sourceRegistry: number;
  targetRegistry: number;
  /** Kinds that an account is billed for, by account. */
  state: StorageRequests;
  source: StorageRequests;
  target: StorageRequests;
  tokens: number;
  /** Turns of orchestrations and activities: what a consumption plan counts. */
  executions: number;
}

export interface StorageRequests {
  writes: number;
  lists: number;
  reads: number;
  /** Free of charge by the price lists. */
  deletes: number;
}

const WRITES = new Set([
  ...['PutBlob', 'PutBlock', 'PutBlockFromURL', 'PutBlockList', 'PutBlobFromURL', 'CopyBlob', 'CopyBlobFromURL'],
  ...['SetBlobMetadata', 'SetBlobProperties', 'SetBlobTags', 'SetBlobTier', 'SnapshotBlob', 'LeaseBlob'],
]);
const LISTS = new Set(['ListBlobs', 'ListContainers', 'CreateContainer', 'SetContainerAcl']);
const ENDS = new Set(['TaskCompleted', 'TaskFailed']);

/** Counts what the stack was asked, and what the histories of the orchestrations say. */
export function countRequests(
  requests: readonly LoggedRequest[],
  histories: readonly (readonly HistoryEvent[])[],
): Requests {
  const ofPlane = (plane: string) => requests.filter((request) => request.plane === plane);
  const ofRegistry = (name: string) => ofPlane('registry').filter(({ registry }) => registry === name).length;
  const ofAccount = (name: string) => countStorage(ofPlane('storage').filter(({ account }) => account === name));
  const events = histories.flat();
  return {
    resourceManager: ofPlane('arm').length,
    sourceRegistry: ofRegistry(STACK_NAMES.source.registry),
    targetRegistry: ofRegistry(STACK_NAMES.target.registry),
    state: ofAccount(STACK_NAMES.state.account),
    source: ofAccount(STACK_NAMES.source.account),
    target: ofAccount(STACK_NAMES.target.account),
    tokens: ofPlane('identity').length,
    executions: events.filter(({ EventType }) => EventType === 'OrchestratorStarted' || ENDS.has(EventType)).length,
  };
}

function countStorage(requests: readonly LoggedRequest[]): StorageRequests {
  const counted: StorageRequests = { writes: 0, lists: 0, reads: 0, deletes: 0 };
  for (const { step } of requests) counted[kindOf(step.slice('storage.'.length))] += 1;
  return counted;
}

/** Source of the kinds: azure.microsoft.com/pricing/details/storage/blobs, "Operations and data transfer". */
function kindOf(operation: string): keyof StorageRequests {
  if (WRITES.has(operation)) return 'writes';
  if (LISTS.has(operation)) return 'lists';
  return operation.startsWith('Delete') ? 'deletes' : 'reads';
}
