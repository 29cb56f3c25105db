import { isRegistryRunName } from '../names';
import { isOfPipeline } from '../pipelines/pipelineId';
import { primaryAddress } from '../primaryAddress';
import type { ListedRun } from '../retention/decideRun';
import { blobUri, type RouteEnd } from '../route';
import type { ArrivedBlob } from './arrivedBlob';

/** The source trigger of an import pipeline. */
export interface ImportTrigger {
  /** Whether the registry imports by itself what arrives in the pipeline's container. */
  isOn: boolean;
  /** When the pipeline was last written, as far as the service tells; ISO 8601. */
  changedAt?: string;
}

/** Since when the registry may have imported a blob by itself; ISO 8601. */
export interface ArrivalTime {
  /** When the blob was written; unknown where it was gone before anybody looked. */
  writtenAt?: string;
  /** A time at which the blob was there. */
  seenAt: string;
}

/** Times of blobs are in whole seconds. */
const ROUNDING_MS = 2_000;

/** Whether the registry may have begun to import a blob by itself: its trigger is on, or was until it was switched since. */
export function mayHaveImported({ isOn, changedAt }: ImportTrigger, { writtenAt, seenAt }: ArrivalTime): boolean {
  return isOn || isSince(changedAt, writtenAt ?? seenAt);
}

/**
 * Whether a run is the registry's own import of a blob. What a run does not tell about itself, does not speak against it.
 */
export function isRegistryRunOf(
  run: ListedRun,
  target: RouteEnd,
  { name }: Pick<ArrivedBlob, 'name'>,
  { writtenAt, seenAt }: ArrivalTime,
): boolean {
  if (!isRegistryRunName(run.name)) return false;
  if (run.pipelineId !== undefined && !isOfPipeline(run, 'target', target)) return false;
  if (!readsBlob(run, target, name)) return false;
  if (writtenAt !== undefined) return isSince(run.writtenAt ?? run.createdAt, writtenAt);
  // It read a blob that was there then, and may have removed it.
  return isSince(run.endedAt ?? run.createdAt, seenAt);
}

/** Of several runs of one blob, the one that began last: the registry begins another one when somebody mends the blob's metadata. */
export function latestRun<Run extends Pick<ListedRun, 'createdAt'>>(one: Run | undefined, other: Run): Run {
  return one && timeOf(one.createdAt) >= timeOf(other.createdAt) ? one : other;
}

/** Whether a run reads a blob: by the name that it was asked for, or else by the address that it read: not every answer has both. */
export function readsBlob(
  { blob, blobUri: address }: Pick<ListedRun, 'blob' | 'blobUri'>,
  target: RouteEnd,
  name: string,
): boolean {
  if (blob !== undefined) return blob === name;
  const own = primaryAddress(blobUri(target, name));
  return address !== undefined && spellings(address).some((one) => primaryAddress(one) === own);
}

function spellings(address: string): string[] {
  try {
    return [address, decodeURIComponent(address)];
  } catch {
    return [address];
  }
}

/** What has no time is not since anything. */
function isSince(time: string | undefined, since: string): boolean {
  return timeOf(time) >= Date.parse(since) - ROUNDING_MS;
}

function timeOf(time: string | undefined): number {
  return time === undefined ? -Infinity : Date.parse(time);
}
