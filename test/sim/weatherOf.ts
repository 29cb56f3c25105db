import { ServiceUnavailableError } from '../../src/domain/failures/errors';
import type { Day, Spell } from './day';
import type { Clock } from '../../src/domain/ports/machine';

/** Does one thing on a port, in the weather of the day. */
export type InWeather = <T>(port: string, action: () => Promise<T>) => Promise<T>;

/** The weather of a day that begins now. */
export function weatherOf({ spells }: Day, { now }: Pick<Clock, 'now'>): InWeather {
  const begun = now();
  const spellOn = (port: string): Spell | undefined => {
    const second = (now() - begun) / 1000;
    return spells.find(
      (spell) => spell.port === port && second >= spell.fromSecond && second < spell.fromSecond + spell.seconds,
    );
  };
  return async (port, action) => {
    const spell = spellOn(port);
    if (!spell) return action();
    if (spell.kind === 'hangs') return new Promise(() => undefined);
    if (spell.kind === 'lost') await action();
    const { retryAfterSeconds } = spell;
    throw new ServiceUnavailableError(`reach ${port}`, { words: `503 (${spell.kind})`, retryAfterSeconds });
  };
}
