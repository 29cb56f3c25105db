import { SOURCE_ETAG, type BlobProperties } from '../copy/exportedBlob';
import { manifestNameFor } from '../names';
import { withoutCategory } from './defects';

/** What the names of blobs begin with that are set aside, in the container where they arrived. */
export const QUARANTINE = 'quarantine/';

/** Whether a blob was set aside: it, its manifest and the reason are no arrivals. */
export function isInQuarantine(name: string): boolean {
  return name.startsWith(QUARANTINE);
}

/** Where a transfer sets a blob aside, with its manifest and the reason: nothing else is ever there. */
export function quarantineNames(transferId: string, name: string): { blob: string; manifest: string; reason: string } {
  const blob = `${QUARANTINE}${transferId}/${name}`;
  return { blob, manifest: manifestNameFor(blob), reason: `${blob}.reason.json` };
}

/** What the service allows: names of blobs, and the segments between their slashes. */
const LONGEST_NAME = 1_024;
const MOST_SEGMENTS = 254;

/** Why a blob of that name cannot be set aside together with its manifest and the reason; undefined where it can. */
export function tooLongForQuarantine(transferId: string, name: string): string | undefined {
  const names = Object.values(quarantineNames(transferId, name));
  const longest = Math.max(...names.map(({ length }) => length));
  const most = Math.max(...names.map((each) => each.split('/').length));
  if (longest <= LONGEST_NAME && most <= MOST_SEGMENTS) return undefined;
  return (
    `Its name is too long: set aside as ${QUARANTINE}${transferId}/…, with its manifest and the reason beside it, names would have ` +
    `${longest} characters and ${most} segments, and the service takes ${LONGEST_NAME} and ${MOST_SEGMENTS}.`
  );
}

/**
 * The metadata of what is set aside: a copy is new, and with the category a registry's own trigger might import it all the same. The
 * ETag of its source proves what it is a copy of.
 */
export function metadataInQuarantine({ etag, metadata }: BlobProperties): Record<string, string> {
  const others = Object.entries(withoutCategory(metadata)).filter(([name]) => name.toLowerCase() !== SOURCE_ETAG);
  return { ...Object.fromEntries(others), [SOURCE_ETAG]: etag };
}

/** What stands beside a blob that was set aside. */
export interface QuarantineReason {
  version: 1;
  /** What happened and why, in sentences. */
  reason: string;
  nextStep: string;
  transferId: string;
  route: string;
  /** ISO 8601, UTC. */
  foundAt: string;
  /** As it arrived. */
  blob: { address: string; size: number; contentMd5?: string; category?: string; lastModified?: string };
}

/**
 * What stands in the reason. It is written before the original is removed, which may fail for ever.
 *
 * @param defects  as the end of a sentence
 */
export function reasonInWords(blob: string, defects: string, to: string): string {
  return (
    `The blob ${blob} ${defects}. It was not imported, and a copy of it was set aside as ${to}. The original is removed after that; ` +
    'where it is still there, the report of the transfer says what kept it.'
  );
}
