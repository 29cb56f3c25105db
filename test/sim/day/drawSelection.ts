import type { AskedOfDay, Fault, RunKind, Selected } from './day';
import type { Dice } from './dice';

const RUNS: readonly RunKind[] = ['export', 'import'];
/** Some read like trouble of a service. */
const NAMES = ['web', 'keyvault/timeout', 'api', 'auth/503'];

interface DrawnSelection {
  asked: AskedOfDay[];
  selected?: Selected;
  faults: Fault[];
}

/** A transfer of a selection takes the place of the first one; on most days the same is asked for once more, hours later. */
export function drawSelection(roll: Dice, [first]: AskedOfDay[]): DrawnSelection {
  const count = roll.chance(0.95) ? roll.upTo(8) : 40 + roll.upTo(60);
  const repositories = roll.upTo(4);
  const artifacts = Array.from({ length: count }, (_, tag) => `sel/${NAMES[roll.upTo(repositories) - 1]}:${tag}.0`);
  const some = (chance: number): string[] => artifacts.filter(() => roll.chance(chance));
  const selected = { artifacts, signed: some(0.1), attested: some(0.1) };
  const route = first?.route ?? 'prod';
  const own: AskedOfDay = { route, artifacts: [], selects: true, atSecond: 0, callers: 1 };
  const again: AskedOfDay[] = roll.chance(0.7) ? [{ ...own, atSecond: 20_000 }] : [];
  const poison = (): Fault => ({ kind: 'poison', run: roll.oneOf(RUNS), artifact: roll.oneOf(artifacts) });
  const faults: Fault[] = roll.chance(0.3) ? Array.from({ length: roll.upTo(3) }, poison) : [];
  return { asked: [own, ...again], selected, faults };
}
