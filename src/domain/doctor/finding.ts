import { z } from 'zod';
import { END_NAMES } from '../endNames';

/** `notCheckable`: nobody can say, and the evidence says why. */
export const FINDING_STATUSES = ['ok', 'warning', 'failed', 'notCheckable'] as const;

/** What mends a cause. */
export const fixSchema = z.strictObject({
  /** What to do, in a sentence. */
  say: z.string(),
  /** The command to paste that does it. */
  command: z.string().exactOptional(),
});

/** What one check found, at one end of a route where it is about an end. It never holds a secret. */
export const findingSchema = z.strictObject({
  /** Stable code of the check. */
  check: z.string(),
  end: z.enum(END_NAMES).exactOptional(),
  /** What was checked, as a question. */
  question: z.string(),
  status: z.enum(FINDING_STATUSES),
  /** What is, in the service's words where it has some. */
  evidence: z.string(),
  fix: fixSchema.exactOptional(),
  /** Of the service's answer, to quote to support. */
  correlationId: z.string().exactOptional(),
});

export type Fix = z.infer<typeof fixSchema>;
export type FindingStatus = (typeof FINDING_STATUSES)[number];
export type Finding = z.infer<typeof findingSchema>;

/** The worst of what was found; what cannot be checked is no fault. */
export function worstOf(findings: readonly Pick<Finding, 'status'>[]): 'ok' | 'warning' | 'failed' {
  const has = (status: FindingStatus) => findings.some((finding) => finding.status === status);
  return has('failed') ? 'failed' : has('warning') ? 'warning' : 'ok';
}
