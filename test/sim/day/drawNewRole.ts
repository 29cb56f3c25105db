import { createVirtualPlatform } from '../../../local/host/virtualPlatform';
import type { Fault } from './day';
import { dice } from './dice';

const OFTEN = 0.08;
/** Azure needs up to so many seconds until a new role acts. */
const PROPAGATION_SECONDS = 600;

/** On a few days roles of pipelines that were given right before. */
export function drawNewRole(seed: number): Fault[] {
  // Apart from the rest of the day, which stays as it is without it.
  const stream = createVirtualPlatform({ seed: Math.imul(seed, 2_654_435_761) ^ 0x401e });
  const roll = dice(() => stream.random());
  return (['source', 'target'] as const).flatMap((end) => {
    if (!roll.chance(OFTEN)) return [];
    const givenSecondsBefore = roll.upTo(PROPAGATION_SECONDS - 1) - 1;
    const actsAtSecond = roll.upTo(PROPAGATION_SECONDS - givenSecondsBefore);
    return [{ kind: 'roleNew', end, givenSecondsBefore, actsAtSecond } as const];
  });
}
