import { z } from 'zod';
import type { Part } from './manifestContent';

/** Parts of an artifact, as many as fit into durable state and a report. */
export const partListSchema = z.strictObject({
  parts: z.array(
    z.strictObject({
      digest: z.string(),
      mediaType: z.string(),
      /** Bytes. */
      size: z.int().exactOptional(),
    }),
  ),
  /** How many there are beyond those. */
  more: z.int().exactOptional(),
});

export type PartList = z.infer<typeof partListSchema>;

/** All of the parts; undefined when there are none. */
export function listParts(parts: readonly Part[]): PartList | undefined {
  const listed = parts.map(({ digest, mediaType, size }) => ({
    digest,
    mediaType,
    ...(size !== undefined && { size }),
  }));
  return listed.length === 0 ? undefined : { parts: listed };
}

/** The same list with at most `most` parts. */
export function shorten({ parts, more = 0 }: PartList, most: number): PartList {
  const left = more + Math.max(0, parts.length - most);
  return { parts: parts.slice(0, most), ...(left > 0 && { more: left }) };
}

/**
 * The absent parts that nobody left out on purpose. Where the list was too long to be kept whole, as many foreign layers
 * as it does not name may be absent besides.
 */
export function withoutLeftOut(absent: readonly Part[], leftOut: PartList | undefined): Part[] {
  const named = new Set(leftOut?.parts.map(({ digest }) => digest));
  let unnamed = leftOut?.more ?? 0;
  return absent.filter(({ digest, foreign }) => !named.has(digest) && !(foreign && unnamed-- > 0));
}
