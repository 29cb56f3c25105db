import { createVirtualPlatform } from '../../../local/host/virtualPlatform';
import type { Cleaner } from './cleaner';
import type { DaySettings, Fault } from './day';
import { dice } from './dice';

const OFTEN = 0.06;
const USUAL_STEPS = 1_200;

/** The cleanups on the day of a seed, with the faults and settings that go with them; none on most days. */
export function drawCleaner(seed: number): { cleaner?: Cleaner; settings: Partial<DaySettings>; faults: Fault[] } {
  // Apart from the rest of the day, which stays as it is without them.
  const stream = createVirtualPlatform({ seed: Math.imul(seed, 2_654_435_761) ^ 0xc1ea });
  const roll = dice(() => stream.random());
  if (!roll.chance(OFTEN)) return { settings: {}, faults: [] };
  const cleaner: Cleaner = {
    removesKept: roll.chance(0.8),
    keepRuns: roll.upTo(3) - 1,
    atSeconds: Array.from({ length: roll.upTo(4) }, () => roll.upTo(2_400)),
  };
  const kill = (): Fault => ({ kind: 'kill', atStep: roll.upTo(USUAL_STEPS), downSeconds: roll.upTo(60) });
  // So that something is left to remove.
  const settings = roll.chance(0.7) ? { keepBlobs: true } : {};
  return { cleaner, settings, faults: [1, 2].flatMap(() => (roll.chance(0.4) ? [kill()] : [])) };
}
