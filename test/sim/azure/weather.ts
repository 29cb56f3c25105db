import {
  CopySourceRefusedError,
  CopySourceUnavailableError,
  type FerryError,
} from '../../../src/domain/failures/errors';
import { NEVER, type Machine } from '../app/simulatedMachine';
import { faultsOf, type Day, type Spell } from '../day/day';
import { PROMISES } from '../promises';
import { serviceSays } from './serviceSays';
import type { Truths } from './truths';

/** One call of a port. */
export interface Call {
  /** As `pipelines`. */
  port: string;
  /** As `getRun`. */
  method: string;
  /** At which end of a route; absent where the call concerns none. */
  end?: 'source' | 'target';
}

/** Does one thing on a port, in the weather of the day. */
export type InWeather = <T>(call: Call, action: () => Promise<T>) => Promise<T>;

/** No adapter waits longer for an answer. */
const LONGEST_REQUEST_MS = 60_000;
const SLOW_MS = 45_000;
/** A refusal that ends within an activity is met by it all the same. */
const ACTIVITY_SECONDS = 200;

/** The weather of a day that begins now. `late` is told until when something is still under way. */
export function weatherOf(
  day: Day,
  machine: Machine,
  {
    truths,
    late,
    onBite,
  }: { truths: Truths; late: (until: number) => void; onBite: (spell: Spell, call: Call) => void },
): InWeather {
  const begun = machine.now();
  const spells = faultsOf(day, 'spell');
  const calls = new Map<Spell, number>();
  /** Whether this call is one of those that a spell meets. */
  const meets = (spell: Spell): boolean => {
    const count = (calls.get(spell) ?? 0) + 1;
    calls.set(spell, count);
    return count % (spell.every ?? 1) === 0;
  };
  const spellOn = ({ port, end }: Call): Spell | undefined => {
    const second = (machine.now() - begun) / 1000;
    const isOn = ({ fromSecond, seconds }: Spell): boolean => second >= fromSecond && second < fromSecond + seconds;
    const concerns = (spell: Spell): boolean =>
      spell.port === port && (spell.end === undefined || end === undefined || spell.end === end);
    return spells.find((spell) => concerns(spell) && isOn(spell) && meets(spell));
  };

  async function later<T>(action: () => Promise<T>, { lateSeconds = 60 }: Spell): Promise<void> {
    late(machine.now() + lateSeconds * 1000);
    await machine.wait(lateSeconds * 1000, NEVER);
    await action().catch(() => undefined);
  }

  return async (call, action) => {
    const spell = spellOn(call);
    if (!spell) return action();
    onBite(spell, call);
    const { weather } = spell;
    if (weather === 'hangs') return new Promise(() => undefined);
    if (weather === 'twice') return action().then(action, action);
    if (weather === 'slow') return action().finally(() => machine.wait(SLOW_MS, NEVER));
    if (weather === 'late') {
      void later(action, spell);
      await machine.wait(LONGEST_REQUEST_MS, NEVER);
    }
    if (weather === 'lost') await action().catch(() => undefined);
    if (weather === 'denied' && mayEndTransfer(call)) permitDenial(truths, day, call, spell.seconds);
    throw answerOf(spell, call);
  };
}

/** A ledger that cannot be written fails no transfer; without reading it nobody knows what a selection has to send. */
function mayEndTransfer({ port, method }: Call): boolean {
  return port !== 'ledger' || method === 'ofRepository';
}

/** A refused identity is the true cause of what it ends, once the app has been patient. */
export function permitDenial(truths: Truths, day: Day, { port }: Pick<Call, 'port'>, seconds: number): void {
  if (seconds + ACTIVITY_SECONDS < PROMISES.accessMinutes * 60) return;
  truths.permit('access_denied');
  // The app's own store says where to look.
  if (port !== 'catalog' && port !== 'transfers') return;
  truths.permit('not_verified');
  truths.permit('export_unconfirmed');
  // Where the source may not be asked, all that is known is that the digests differ.
  for (const { artifact } of faultsOf(day, 'tagMoves')) truths.permit('digest_mismatch', { artifact });
}

function answerOf({ weather, status, retryAfterSeconds }: Spell, { port, method }: Call): FerryError {
  const doing = `${method} of ${port}`;
  const asked = retryAfterSeconds !== undefined ? { retryAfterSeconds } : {};
  if (weather === 'denied') {
    const said = serviceSays({ status: 403, code: 'AuthorizationFailure' }, doing);
    return port === 'server' ? new CopySourceRefusedError(doing, { words: said.message }) : said;
  }
  if (weather === 'busy') return serviceSays({ status: 429, code: 'TooManyRequests', ...asked }, doing);
  if (weather !== 'away' || status === 0) return serviceSays({}, doing);
  const isSource = port === 'server' && status === 504;
  if (isSource) return new CopySourceUnavailableError(doing, { words: '504 from the source' });
  return serviceSays({ ...(status !== undefined && { status }), ...asked }, doing);
}
