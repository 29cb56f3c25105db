import { z } from 'zod';
import { FAILURE_CODES } from '../../../domain/failures/codes';
import { addressSchema } from './address';

/** One thing that is wrong with a request or with the routes file. */
export const mistakeSchema = z.strictObject({
  /** The route that cannot be used because of it: in the routes file only, and not where several routes share the part. */
  route: z.string().exactOptional(),
  /** Where: `routes.prod.source.registryId`, `artifacts[3]`, `query.state`, `headers.Idempotency-Key`. */
  path: z.string(),
  /** What is wrong there. */
  problem: z.string(),
  /** What has to stand there instead. */
  expected: z.string(),
});

/**
 * A problem document with this app's own members.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export const problemSchema = z.strictObject({
  /** `urn:acr-ferry:problem:` and the code. */
  type: z.string(),
  /** The kind of problem, in a few words. */
  title: z.string(),
  /** The HTTP status. */
  status: z.int(),
  detail: z.string(),
  /** Stable code of the cause. */
  code: z.enum(FAILURE_CODES),
  nextStep: z.string(),
  /** The service's correlation id, or the invocation to look for in the app's log. */
  correlationId: z.string().exactOptional(),
  errors: z.array(mistakeSchema).readonly().exactOptional(),
  /** The transfer that runs already, and where GET shows it. */
  transfer: z.strictObject({ id: z.string(), statusUrl: addressSchema }).exactOptional(),
});

export type Problem = z.infer<typeof problemSchema>;
