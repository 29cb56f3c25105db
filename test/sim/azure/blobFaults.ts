import type { RouteEnd } from '../../../src/domain/route';
import type { FakeStorage } from '../../helpers/fakeStorage';
import { faultsOf, type Day } from '../day/day';
import type { Run } from './pipelineRuns';
import type { Truths } from './truths';

interface Surroundings {
  /** Does something so many seconds from now. */
  at: (seconds: number, action: () => void) => void;
  storage: FakeStorage;
  truths: Truths;
}

/** Metadata of blobs that somebody else put there. */
export const FOREIGN = 'foreign';

/** What others do to the blob that an export run has just left, and to its copy. */
export function playBlobFaults(
  day: Day,
  { at, storage, truths }: Surroundings,
  { end: source, transfer }: Run,
  { target, blobName }: { target: RouteEnd; blobName: string },
): void {
  const ends = { source, target };
  for (const fault of faultsOf(day, 'blobReplaced').filter((one) => one.transfer === transfer)) {
    at(fault.afterSeconds, () => {
      const metadata = { category: 'acr-transfer-blob', [FOREIGN]: 'true' };
      const before = storage.committed(ends[fault.end], blobName);
      storage.put(ends[fault.end], blobName, { size: day.settings.blobSize, contentMd5: 'Zm9yZWlnbg==', metadata });
      // Put Blob drops the uncommitted blocks of that name.
      storage.stagedBlocks(ends[fault.end], blobName).clear();
      if (fault.end === 'target') truths.permit('target_blob_conflict', { transfer });
      else if (before)
        truths.permit(day.settings.exportOnly ? 'exported_blob_unfit' : 'source_blob_changed', { transfer });
    });
  }
  for (const fault of faultsOf(day, 'blobLost').filter((one) => one.transfer === transfer)) {
    at(fault.afterSeconds, () => {
      if (!storage.committed(ends[fault.end], blobName)) return;
      void storage.blobs.remove(ends[fault.end], blobName);
      if (fault.end === 'target') return;
      truths.permit('exported_blob_missing', { transfer });
      truths.permit('source_blob_changed', { transfer });
    });
  }
}
