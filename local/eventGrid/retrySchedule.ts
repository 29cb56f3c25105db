const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits after each failed attempt; the last one goes on. Source: learn.microsoft.com/azure/event-grid/delivery-and-retry. */
const WAITS = [
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
];
/** What is waited at least after some answers. Source: as above. */
const LEAST: Record<string, number> = { 404: 5 * MINUTE, 408: 2 * MINUTE, 503: 30 * SECOND };
/** Part of a wait that is added by chance. */
const JITTER = 0.1;
/** A web hook that answers so is not tried again. Source: as above. */
const FINAL: Record<string, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  413: 'RequestEntityTooLarge',
};

/**
 * Milliseconds until the next attempt.
 *
 * @param attempts those made so far, all of them failed @param status the last answer's; undefined when there was none
 * @param factor multiplies the whole
 */
export function retryWait(
  attempts: number,
  status: number | undefined,
  { factor, random }: { factor: number; random: number },
): number {
  const scheduled = WAITS[Math.min(attempts, WAITS.length) - 1] ?? 0;
  const wait = Math.max(scheduled, LEAST[String(status)] ?? 0);
  return wait * factor * (1 + JITTER * random);
}

/** Whether an answer means that the event has arrived. */
export function isDelivered(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status <= 204;
}

/** Whether an answer ends all attempts: configuration that no attempt puts right. */
export function isFinal(status: number | undefined): boolean {
  return FINAL[String(status)] !== undefined;
}
