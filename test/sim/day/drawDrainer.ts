import { createVirtualPlatform } from '../../../local/host/virtualPlatform';
import type { AskedOfDay, Day } from './day';
import { dice } from './dice';
import type { Drainer } from './drainer';

const OFTEN = 0.06;
/** Where something begins by itself, which the drain has to keep from it. */
const OFTEN_BY_ITSELF = 0.3;

/** The same day with an operator who drains the app, and with a transfer that somebody asks for meanwhile; as it is on most days. */
export function drawDrainer(day: Day): Day {
  const { seed, courier, pusher, cleaner, transfers } = day;
  // Apart from the rest of the day, which stays as it is without it.
  const stream = createVirtualPlatform({ seed: Math.imul(seed, 2_654_435_761) ^ 0xd8a1 });
  const roll = dice(() => stream.random());
  if (!roll.chance(courier || pusher || cleaner ? OFTEN_BY_ITSELF : OFTEN)) return day;
  const drainer: Drainer = {
    atSecond: roll.upTo(1_200) - 1,
    ...(roll.chance(0.8) && { downSeconds: roll.upTo(120) }),
    restSeconds: roll.log(2_400),
    ...(roll.chance(0.15) && { patienceSeconds: roll.upTo(600) }),
  };
  const { route, artifacts } = roll.oneOf(transfers);
  const refused: AskedOfDay = {
    route,
    artifacts: artifacts.length > 0 ? artifacts : ['app/part1:1.0'],
    atSecond: 0,
    callers: 1,
    whenDrained: true,
  };
  const cleans = cleaner && { cleaner: { ...cleaner, whenDrained: true as const } };
  return { ...day, transfers: roll.chance(0.8) ? [...transfers, refused] : transfers, ...cleans, drainer };
}
