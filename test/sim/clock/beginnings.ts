/** Each an hour or two before its clocks change, or in the middle of nowhere. */
export const BEGINNINGS: readonly (readonly [timeZone: string, from: string])[] = [
  ['Europe/Berlin', '2026-03-29T00:10:00Z'],
  ['Europe/Berlin', '2026-10-24T23:40:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:00:00Z'],
  ['America/New_York', '2026-11-01T05:10:00Z'],
  ['UTC', '2026-11-28T09:00:00Z'],
];
