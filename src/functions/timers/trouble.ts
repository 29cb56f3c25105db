import {
  DrainingError,
  FerryError,
  IdempotencyKeyReusedError,
  RequestError,
  RoutesUnreadableError,
} from '../../domain/failures/errors';
import { redact } from '../../domain/redact';
import type { Log } from '../start/takeUp';

/** Where a tick says what it could not do. */
export interface TickLog extends Log {
  error(text: string): void;
}

/** Whether a transfer was refused, so that another try of the same tick would be, too. */
export function isRefusal(error: unknown): error is FerryError {
  if (error instanceof IdempotencyKeyReusedError) return false;
  if (!(error instanceof RequestError)) return false;
  const mayPass = error instanceof RoutesUnreadableError || error instanceof DrainingError || error.transient;
  return !mayPass;
}

/** Logs what kept a tick from something that the next one tries again. */
export function tellTrouble(log: TickLog, what: string, error: unknown): void {
  const isWeather = error instanceof FerryError && error.code !== 'routes_unreadable';
  const words = isWeather || !(error instanceof Error) ? String(error) : (error.stack ?? error.message);
  const text = redact(`${what}; the next tick tries again: ${words}`);
  if (isWeather) log.warn(text);
  else log.error(text);
}
