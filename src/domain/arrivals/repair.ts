import type { ArrivedBlob } from './arrivedBlob';
import type { Defect } from './defects';

/** What a transfer repairs of the blob that it imports, or sets it aside for: written down before anything is done to the blob. */
export interface Repair {
  /** What the blob lacked; empty where nothing is repaired, and its Content-MD5 was computed to hold it against its manifest. */
  defects: Defect[];
  /** What was computed of its content, where it had no Content-MD5: from then on it tells the blob from others. */
  contentMd5?: string;
  /** The id that the import of that content would have: it is this transfer's. */
  sameAs?: string;
}

/** What tells the content that arrived, whether or not the repair has come to the blob yet. */
export function withRepair(arrived: ArrivedBlob, repair: Repair | undefined): ArrivedBlob {
  const { contentMd5 = repair?.contentMd5 } = arrived;
  return { ...arrived, ...(contentMd5 !== undefined && { contentMd5 }) };
}
