import type { TransferReport } from '../report/report';

/** How the transfer stands that a name tells of. */
export type Standing =
  /** The app has no record of it. */
  | { is: 'unknown' }
  /** It is queued, runs, or was cut off: it has no report. */
  | { is: 'open' }
  /** It could not be asked for. */
  | { is: 'unclear'; why: string }
  | { is: 'ended'; report: TransferReport };

export const NOT_ENDED = 'Its transfer has no report: it waits, runs or was cut off.';
export const UNKNOWN_TRANSFER = 'No transfer of the id that its name carries is known here.';
