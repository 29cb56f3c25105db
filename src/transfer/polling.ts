/** How often a pipeline run is looked at, and for how long. */
export interface PollingSettings {
  firstSeconds: number;
  maxSeconds: number;
  deadlineMinutes: number;
}

const GROWTH = 1.5;

/** Seconds to wait before the next look: growing by half each time, up to the maximum; what the service asks for wins. */
export function nextDelaySeconds(
  polling: PollingSettings,
  previous: number | undefined,
  retryAfterSeconds?: number,
): number {
  const grown = previous === undefined ? polling.firstSeconds : Math.min(previous * GROWTH, polling.maxSeconds);
  return Math.ceil(retryAfterSeconds === undefined ? grown : Math.max(retryAfterSeconds, 1));
}
