import { redact } from '../redact';
import type { SasSeen } from './sasSeen';
import type { SweepEnded } from './sweepEnded';
import type { TransferEnded } from './transferEnded';

/** What alert rules and the workbook look for in the log, by name; docs/messages.md lists the fields. Stable: queries rely on them. */
export interface LogEvents {
  /** The report of a transfer was written; again where that was cut off. */
  transferEnded: TransferEnded;
  /** A sweep came to its end. */
  sweepEnded: SweepEnded;
  /** A secret that holds a SAS was looked at, or a SAS was put into it. */
  sasSeen: SasSeen;
}

/** One line of the log that a query can find and read: `ferry.`, the name, and the fields as JSON. It holds no secret. */
export function logEvent<Name extends keyof LogEvents>(name: Name, fields: LogEvents[Name]): string {
  return redact(`ferry.${name} ${JSON.stringify(fields)}`);
}
