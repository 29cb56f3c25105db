import { createVirtualPlatform } from '../../../local/host/virtualPlatform';
import type { Fault } from './day';
import { dice, type Dice } from './dice';
import { PUSHED, type Pusher, type PushOfDay } from './pusher';

const OFTEN = 0.08;
const MOODS = [0, 0.5, 1, 1, 1.5, 2.5];
const USUAL_STEPS = 1_200;

/** What is pushed on the day of a seed, with the faults of that; nothing on most days. */
export function drawPusher(seed: number): { pusher?: Pusher; faults: Fault[] } {
  // Apart from the rest of the day, which stays as it is without it.
  const stream = createVirtualPlatform({ seed: Math.imul(seed, 2_654_435_761) ^ 0x9054 });
  const roll = dice(() => stream.random());
  if (!roll.chance(OFTEN)) return { faults: [] };
  const pusher: Pusher = {
    quietSeconds: roll.oneOf([0, 30, 120]),
    maxWaitSeconds: roll.oneOf([60, 600]),
    ...(roll.chance(0.6) && { whenBusy: roll.oneOf(['queue', 'refuse'] as const) }),
    pushes: Array.from({ length: roll.upTo(5) }, () => ({
      // Few names, so that tags move.
      artifact: `${PUSHED}part${roll.upTo(3)}:1.0`,
      atSecond: roll.upTo(900),
      eventAfterSeconds: roll.chance(0.7) ? roll.upTo(20) : roll.log(1_800),
    })),
  };
  return { pusher, faults: drawFaults(roll, pusher) };
}

function drawFaults(roll: Dice, { pushes }: Pusher): Fault[] {
  const mood = roll.oneOf(MOODS);
  const ofPush = (push: number): [chance: number, draw: () => Fault][] => [
    [0.1, () => ({ kind: 'pushUnheard', push })],
    [0.25, () => ({ kind: 'pushHeardAgain', push, seconds: roll.log(3_600) })],
    [0.25, () => ({ kind: 'pushHeardAgain', push, seconds: roll.upTo(60) })],
  ];
  const ofDay: [chance: number, draw: () => Fault][] = [
    [0.2, () => ({ kind: 'strayPush', of: roll.oneOf(['registry', 'repository'] as const), atSecond: roll.upTo(900) })],
    [0.3, () => ({ kind: 'kill', atStep: roll.upTo(USUAL_STEPS), downSeconds: roll.upTo(60) })],
    [0.3, () => ({ kind: 'kill', atStep: roll.upTo(USUAL_STEPS), downSeconds: roll.upTo(60) })],
    [0.4, () => awayWhenPushed(roll, roll.oneOf(pushes))],
  ];
  return [...[...pushes.keys()].flatMap(ofPush), ...ofDay].flatMap(([chance, draw]) =>
    roll.chance(chance * mood) ? [draw()] : [],
  );
}

/** The app's own store, about when an event comes. */
function awayWhenPushed(roll: Dice, { atSecond, eventAfterSeconds }: PushOfDay): Fault {
  const fromSecond = Math.max(0, atSecond + eventAfterSeconds - roll.upTo(60));
  return { kind: 'spell', weather: 'away', port: 'transfers', fromSecond, seconds: roll.upTo(120), status: 503 };
}
