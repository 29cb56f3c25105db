import { z } from 'zod';
import { progressSchema } from '../../../domain/progress';
import { callerSchema, transferReportSchema } from '../../../domain/report/report';
import { TRANSFER_STATES } from '../../../domain/transferRecord';
import { addressSchema } from './address';

/** What the API answers about one transfer. */
export const transferViewSchema = z.strictObject({
  id: z.string(),
  route: z.string(),
  state: z.enum(TRANSFER_STATES),
  /** ISO 8601, UTC. */
  createdAt: z.iso.datetime(),
  startedBy: callerSchema,
  /** As they were asked for: `repository:tag`, `repository@digest` or `repository:tag@digest`, without repetitions, in the caller's order. */
  artifacts: z.array(z.string()),
  /** Where GET answers this view. It holds no key. */
  statusUrl: addressSchema,
  /** While it runs. */
  progress: progressSchema.exactOptional(),
  /** While it runs, once it was canceled. */
  cancelRequested: z.literal(true).exactOptional(),
  /** Once it has ended. */
  report: transferReportSchema.exactOptional(),
});

export type TransferView = z.infer<typeof transferViewSchema>;
