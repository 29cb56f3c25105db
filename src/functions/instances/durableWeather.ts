import { ServiceUnavailableError } from '../../domain/failures/errors';
import type { Clock } from '../../domain/ports/machine';
import { verdictOf } from '../../domain/weather';

/** The durable client has no time limit of its own. */
const LONGEST_MS = 30_000;
/** The extension's answer, as the client's errors tell it. */
const STATUS = /status code: (\d{3})|replied with (?:an empty )?HTTP (\d{3})/;

const CUT_OFF = "The Functions host's answer was cut off, or is not its own.";

/**
 * Asks the durable client, for at most 30 seconds, unless `longestMs` says otherwise.
 *
 * @param doing what is asked for, as in "Could not look for the transfer"
 * @throws ServiceUnavailableError when the Functions host does not answer, or its storage does not answer the host; what
 *   else the client throws is thrown as it is
 */
export async function askDurably<T>(
  clock: Pick<Clock, 'wait'>,
  doing: string,
  ask: () => Promise<T>,
  longestMs = LONGEST_MS,
): Promise<T> {
  const ended = new AbortController();
  try {
    return await Promise.race([ask(), tooLong(clock, doing, ended.signal, longestMs)]);
  } catch (error) {
    const words = weatherIn(error);
    throw words === undefined ? error : unavailable(doing, words, error);
  } finally {
    ended.abort();
  }
}

async function tooLong(
  clock: Pick<Clock, 'wait'>,
  doing: string,
  ended: AbortSignal,
  longestMs: number,
): Promise<never> {
  await clock.wait(longestMs, ended);
  throw unavailable(doing, `The Functions host has not answered for ${longestMs / 1000} s.`);
}

/** What of an error of the client is weather, in words; what it quotes of an answer may hold stacks and paths. */
function weatherIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { isAxiosError, code } = error as { isAxiosError?: unknown; code?: unknown };
  if (isAxiosError === true) return `The Functions host did not answer (${String(code ?? 'no connection')}).`;
  const [, failed, replied] = STATUS.exec(error.message) ?? [];
  const status = Number(failed ?? replied);
  if (status < 400 || /could not construct/.test(error.message)) return CUT_OFF;
  return verdictOf({ status }) === 'weather' ? `The Functions host answered HTTP ${status}.` : undefined;
}

function unavailable(doing: string, words: string, cause?: unknown): ServiceUnavailableError {
  const guess = "The host's own storage (AzureWebJobsStorage) being out of reach is the usual cause.";
  return new ServiceUnavailableError(doing, { words: `${words} ${guess}`, cause });
}
