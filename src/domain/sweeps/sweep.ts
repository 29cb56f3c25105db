import { z } from 'zod';
import { callerSchema } from '../report/report';

/** What a sweep found: what it put right, what it left alone, what it could not do. */
export const SWEEP_FINDINGS = [
  /** A blob that no event announced: its import was started. */
  'importStarted',
  /** A transfer that was cut off: it was started again. */
  'takenUp',
  /** A line of the list of transfers that did not tell the truth: it was mended or removed. */
  'lineMended',
  /** A transfer that goes on. */
  'goesOn',
  /** A blob whose content a transfer is about already. */
  'known',
  /** The blob of a transfer of this app, which imports it itself. */
  'own',
  /** A blob that was written less than a minute ago, or still is. */
  'young',
  /** A blob that was set aside, its manifest or the reason. */
  'quarantined',
  /** A blob that cannot be imported. */
  'unfit',
  /** A blob whose content is known, and beside which no manifest is. */
  'withoutManifest',
  /** A manifest beside which no blob is, for an hour. */
  'manifestAlone',
  /** A route of which nothing was looked at. */
  'paused',
  /** Something that could not be done now. */
  'failed',
] as const;

export type SweepFinding = (typeof SWEEP_FINDINGS)[number];

/** One thing that a sweep found. */
export const sweepItemSchema = z.strictObject({
  finding: z.enum(SWEEP_FINDINGS),
  /** Address of a blob, id of a transfer, name of a route. */
  subject: z.string(),
  route: z.string().exactOptional(),
  /** The transfer that was started, or is about the blob. */
  transferId: z.string().exactOptional(),
  why: z.string().exactOptional(),
});

export type SweepItem = z.infer<typeof sweepItemSchema>;

/** What a sweep did and found. */
export const sweepSchema = z.strictObject({
  id: z.string(),
  startedBy: callerSchema,
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** False where its time was up, so that the next sweep goes on there, and where something `failed`. */
  complete: z.boolean(),
  /** True where it went on where an earlier one stopped, and did not look at what that one had looked at. */
  wentOn: z.boolean(),
  /** How many there were of each finding that there was. */
  found: z.array(z.strictObject({ finding: z.enum(SWEEP_FINDINGS), count: z.int() })),
  /** The first hundred of what is worth a look: all but what goes on, is known, own, young or in quarantine. */
  items: z.array(sweepItemSchema),
});

export type Sweep = z.infer<typeof sweepSchema>;

/** Where the next sweep goes on; without either, at the beginning. */
export interface SweepPlace {
  /** Cursor of the list of transfers. */
  transfers?: string;
  /** A route, and the page of the list of its container. */
  arrivals?: { route: string; page?: string };
}

/** How a sweep says what it found. */
export type Tell = (item: SweepItem) => void;
