import type { DueTimes } from './cron';

/** All due times after one instant, up to another one, in their order. Between them there should be few. */
export function dueBetween(times: DueTimes, after: number, until: number): number[] {
  const due: number[] = [];
  for (let next = times.next(after); next !== undefined && next <= until; next = times.next(next)) due.push(next);
  return due;
}

/** The first due times after an instant; fewer only where there are no more. */
export function nextTimes(times: DueTimes, after: number, count: number): number[] {
  const due: number[] = [];
  for (let next = times.next(after); next !== undefined && due.length < count; next = times.next(next)) due.push(next);
  return due;
}
