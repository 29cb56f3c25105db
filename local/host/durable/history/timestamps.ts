import type { Platform } from '../../../platform';

/** Ticks of 100 ns since 1970, the unit in which the extension writes its times. */
type Ticks = bigint;

const TICKS_PER_MILLISECOND = 10_000n;

/** Reads an ISO 8601 UTC time of up to seven decimals into ticks. */
export function toTicks(timestamp: string): Ticks {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z?$/.exec(timestamp);
  if (!match) throw new Error(`"${timestamp}" is not a UTC time. Expected the form 2026-11-21T08:57:34.7583758Z.`);
  return BigInt(Date.parse(`${match[1]}Z`)) * TICKS_PER_MILLISECOND + BigInt((match[2] ?? '').padEnd(7, '0'));
}

/** Writes ticks as ISO 8601 with up to seven decimals, trailing zeros dropped. */
export function fromTicks(ticks: Ticks, suffix = 'Z'): string {
  const seconds = new Date(Number(ticks / TICKS_PER_MILLISECOND)).toISOString().slice(0, 19);
  const decimals = (ticks % 10_000_000n).toString().padStart(7, '0').replace(/0+$/, '');
  return `${seconds}${decimals ? `.${decimals}` : ''}${suffix}`;
}

/** Milliseconds since 1970, decimals below a millisecond cut. */
export function toMilliseconds(timestamp: string): number {
  return Number(toTicks(timestamp) / TICKS_PER_MILLISECOND);
}

/** A time this many milliseconds later. */
export function addMilliseconds(timestamp: string, milliseconds: number): string {
  return fromTicks(toTicks(timestamp) + BigInt(Math.round(milliseconds * 10_000)));
}

/** The time cut to the second, as the status document shows it. */
export function toSecond(timestamp: string): string {
  return `${timestamp.slice(0, 19)}Z`;
}

/** A time in the form that `ScheduledTime` has in a status history. */
export function withOffset(timestamp: string): string {
  return timestamp.replace(/Z$/, '+00:00');
}

/** Answers the time now, each answer later than the one before. */
export function createTimestamps(platform: Platform): () => string {
  let last = 0n;
  return () => {
    const now = BigInt(Math.floor(platform.now())) * TICKS_PER_MILLISECOND;
    last = now > last ? now + BigInt(Math.floor(platform.random() * 9_000) + 1) : last + 1n;
    return fromTicks(last);
  };
}
