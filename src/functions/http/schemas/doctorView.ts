import { z } from 'zod';
import { findingSchema } from '../../../domain/doctor/finding';

/** What the doctor found on a route. */
export const doctorViewSchema = z.strictObject({
  route: z.string(),
  /** The worst of the findings; `notCheckable` does not count. */
  outcome: z.enum(['ok', 'warning', 'failed']),
  /** ISO 8601, UTC: when it began to look. */
  lookedAt: z.string(),
  findings: z.array(findingSchema),
});

export type DoctorView = z.infer<typeof doctorViewSchema>;
