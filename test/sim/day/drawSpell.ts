import type { DaySettings, Spell, Weather } from './day';
import type { Dice } from './dice';

const PORTS = ['catalog', 'pipelines', 'pipelines', 'blobs', 'blockLists', 'transfers', 'ledger', 'server', 'relay'];
/** What has to do with one end of a route. */
const PORTS_OF_ENDS = new Set(['catalog', 'pipelines', 'blobs']);
/** The app's own memory has no second way in: where it is refused for good, no report can be written. */
const LONGEST_DENIAL_SECONDS = 2 * 3_600;
const USUAL: readonly Weather[] = ['away', 'away', 'away', 'busy', 'hangs', 'lost', 'late', 'slow', 'twice'];
const STATUSES = [0, 404, 408, 500, 502, 503, 503, 504];

export function drawSpell(roll: Dice, settings: Pick<DaySettings, 'usesSas' | 'stepMinutes'>): Spell {
  const weather = roll.chance(0.06) ? 'denied' : roll.oneOf(USUAL);
  const port = settings.usesSas && roll.chance(0.1) ? 'vault' : roll.oneOf(PORTS);
  const spell: Spell = { kind: 'spell', weather, port, fromSecond: roll.upTo(900) - 1, seconds: 0 };
  spell.seconds = weather === 'denied' ? roll.log(LONGEST_DENIAL_SECONDS) : secondsOf(roll, settings);
  if (PORTS_OF_ENDS.has(port) && roll.chance(0.5)) spell.end = roll.oneOf(['source', 'target'] as const);
  if (roll.chance(0.3)) spell.every = roll.oneOf([2, 3, 5]);
  if (weather === 'away') spell.status = roll.oneOf(STATUSES);
  if (weather === 'late') spell.lateSeconds = roll.log(900);
  if (weather === 'busy' || (weather === 'away' && spell.status === 503)) addRetryAfter(roll, spell);
  return spell;
}

/** From seconds to most of what a step waits for, and sometimes beyond. */
function secondsOf(roll: Dice, { stepMinutes }: Pick<DaySettings, 'stepMinutes'>): number {
  const patience = stepMinutes * 60;
  if (roll.chance(0.05)) return roll.upTo(patience * 1.5);
  return roll.log(patience / 2);
}

/** Mostly shorter than an activity may last, sometimes far longer. */
function addRetryAfter(roll: Dice, spell: Spell): void {
  if (roll.chance(0.7)) spell.retryAfterSeconds = roll.chance(0.8) ? roll.upTo(300) : roll.log(3_600);
}
