import type { OrchestrationContext } from 'durable-functions';
import type { Digested } from '../activities/arrivals/digestArrival';
import { CANCELED, type Ending } from '../domain/failures/ending';
import { callActivity, isCanceled, type Patient } from './call';
import { showProgress, type Steps } from './steps';

/**
 * Computes the Content-MD5 of one version of the blob that arrived: reads the whole of it, in as many activities as it takes.
 *
 * @returns the Content-MD5, or that the blob is another version by now; a failure of digestArrival
 */
export function* digestBlob(
  context: OrchestrationContext,
  input: Patient,
  { etag, size }: { etag: string; size: number },
): Steps<Ending<Digested>> {
  const { transferId } = input;
  let from: Digested = { offset: 0 };
  for (;;) {
    showProgress(context, { phase: 'planning', percentage: 0, note: noteOf(from.offset, size) });
    const read = yield* callActivity(context, 'digestArrival', { transferId, etag, size, from }, input);
    if (read.end !== 'done' || read.value.contentMd5 !== undefined || read.value.isChanged) return read;
    if (yield* isCanceled(context, transferId)) return CANCELED;
    from = read.value;
  }
}

function noteOf(offset: number, size: number): string {
  const [done, all] = [offset, size].map((bytes) => Math.ceil(bytes / (1024 * 1024)));
  return `computing the Content-MD5 of the blob: ${done} of ${all} MiB are read`;
}
