/** Whole minutes, hours or days: `90m`, `36h`, `7d`. */
export const DURATION = /^[1-9][0-9]{0,4}[mhd]$/;

const MILLISECONDS = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** @returns milliseconds; NaN for a text that is no duration */
export function readDuration(text: string): number {
  if (!DURATION.test(text)) return NaN;
  return Number(text.slice(0, -1)) * MILLISECONDS[text.slice(-1) as keyof typeof MILLISECONDS];
}
