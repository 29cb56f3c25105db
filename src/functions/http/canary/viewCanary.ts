import type { Canary } from '../../../domain/canary/canary';
import type { JsonAnswer } from '../dependencies';
import type { CanaryView } from '../schemas/canaryView';

/** Each look notes how the runs stand: those who look often see more. */
const RETRY_AFTER_SECONDS = 2;

/** 202 with Location and Retry-After while a canary is on its way, then 200. */
export function answerCanary(apiUrl: string, canary: Canary): JsonAnswer<CanaryView> {
  const statusUrl = `${apiUrl}/routes/${canary.route}/canary`;
  const jsonBody = { ...canary, statusUrl };
  if (canary.endedAt !== undefined) return { jsonBody };
  return { status: 202, headers: { location: statusUrl, 'retry-after': String(RETRY_AFTER_SECONDS) }, jsonBody };
}
