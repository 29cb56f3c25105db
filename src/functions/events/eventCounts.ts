import type { Clock } from '../../domain/ports/machine';

/** Events that nothing was done about, for a line in the log now and then. */
export interface EventCounts {
  /** Counts one; answers what to log, where it is time. */
  count(why: string): string | undefined;
}

/** There may be ten thousand a minute. */
const BETWEEN_LINES_MS = 60_000;

/** The first is told at once, those of the minute after it with the next one. */
export function createEventCounts({ now }: Pick<Clock, 'now'>): EventCounts {
  const counts = new Map<string, number>();
  let toldAt: number | undefined;
  return {
    count(why) {
      counts.set(why, (counts.get(why) ?? 0) + 1);
      const isEarly = toldAt !== undefined && Math.abs(now() - toldAt) < BETWEEN_LINES_MS;
      if (isEarly) return undefined;
      toldAt = now();
      const told = [...counts].map(([reason, count]) => `${reason}: ${count}`).join('; ');
      counts.clear();
      return `Events of storage that nothing was done about, since the last such line: ${told}.`;
    },
  };
}
