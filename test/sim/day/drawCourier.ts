import { createVirtualPlatform } from '../../../local/host/virtualPlatform';
import { MISTAKES, PREFIX, type CarriedBlob, type Courier } from './courier';
import type { Fault } from './day';
import { dice, type Dice } from './dice';

const OFTEN = 0.15;
/** Within about as many steps an arrival is imported on a quiet day. */
const USUAL_STEPS = 600;
const MOODS = [0, 0.5, 1, 1, 1.5, 2.5];

/** What a courier brings on the day of a seed, with the faults of that; nothing on most days. */
export function drawCourier(seed: number): { courier?: Courier; faults: Fault[] } {
  // Apart from the rest of the day, which stays as it is without it.
  const stream = createVirtualPlatform({ seed: Math.imul(seed, 2_654_435_761) ^ 0xc0a1 });
  const roll = dice(() => stream.random());
  if (!roll.chance(OFTEN)) return { faults: [] };
  const courier: Courier = {
    manifestWaitMinutes: roll.oneOf([1, 15, 15, 60]),
    keepBlobs: roll.chance(0.15),
    ...(roll.chance(0.3) && { whenBusy: roll.oneOf(['queue', 'refuse'] as const) }),
    blobs: Array.from({ length: roll.upTo(3) }, (_, place) => drawBlob(roll, place)),
  };
  const later = createVirtualPlatform({ seed: Math.imul(seed, 2_654_435_761) ^ 0xd16e });
  const rollBare = dice(() => later.random());
  return { courier, faults: [...drawFaults(roll, courier), ...drawBare(rollBare, courier)] };
}

/** A blob without a Content-MD5 whose manifest fits by its length alone. */
function drawBare(roll: Dice, { blobs }: Courier): Fault[] {
  const blob = roll.upTo(blobs.length) - 1;
  const replaced: Fault = { kind: 'carriedReplaced', blob, afterSeconds: roll.upTo(120), hasManifest: false };
  const wrong: Fault = { kind: 'manifestWrong', blob, mistake: 'contentMd5' };
  const amiss = roll.oneOf([replaced, wrong]);
  return roll.chance(OFTEN) ? [{ kind: 'carriedUnfit', blob, lacks: 'contentMd5' }, amiss] : [];
}

function drawBlob(roll: Dice, place: number): CarriedBlob {
  const folder = roll.chance(0.1) ? roll.oneOf(['out/', 'i', 'In/']) : PREFIX;
  return {
    name: `${folder}week${place}.tar.gz`,
    artifacts: [...new Set(Array.from({ length: roll.upTo(3) }, () => `arrived/part${roll.upTo(4)}:1.0`))],
    atSecond: roll.upTo(900),
    manifestAfterSeconds: roll.chance(0.3) ? -roll.upTo(300) : roll.upTo(60) - 1,
    eventAfterSeconds: roll.chance(0.7) ? roll.upTo(20) : roll.log(3_600),
  };
}

function drawFaults(roll: Dice, { blobs, manifestWaitMinutes }: Courier): Fault[] {
  const mood = roll.oneOf(MOODS);
  const late = (): number => roll.log(manifestWaitMinutes * 120);
  const ofBlob = (blob: number): [chance: number, draw: () => Fault][] => [
    [0.25, () => ({ kind: 'eventLost', blob })],
    [0.3, () => ({ kind: 'eventAgain', blob, seconds: roll.log(7_200) })],
    [0.3, () => ({ kind: 'eventAgain', blob, seconds: roll.upTo(60) })],
    [0.08, () => ({ kind: 'manifestLost', blob })],
    [0.2, () => ({ kind: 'manifestLate', blob, seconds: late() })],
    [0.15, () => drawMistake(roll, blob, late)],
    [0.12, () => drawReplacement(roll, blob)],
    [0.06, () => ({ kind: 'carriedLost', blob, afterSeconds: roll.log(1_200) })],
    [0.12, () => ({ kind: 'carriedUnfit', blob, lacks: roll.oneOf(['contentMd5', 'category'] as const) })],
    [0.1, () => ({ kind: 'carriedMended', blob, afterSeconds: roll.log(1_200) })],
    [0.06, () => ({ kind: 'importTerminated', blob, atSecond: roll.upTo(1_500) })],
  ];
  const kills: [chance: number, draw: () => Fault][] = Array.from({ length: 2 }, () => [
    0.3,
    () => ({ kind: 'kill', atStep: roll.upTo(USUAL_STEPS * (1 + blobs.length)), downSeconds: roll.upTo(60) }),
  ]);
  return [...blobs.keys()]
    .flatMap(ofBlob)
    .concat(kills)
    .flatMap(([chance, draw]) => (roll.chance(chance * mood) ? [draw()] : []));
}

function drawMistake(roll: Dice, blob: number, late: () => number): Fault {
  const mended = roll.chance(0.5) ? { mendedAfterSeconds: late() } : {};
  return { kind: 'manifestWrong', blob, mistake: roll.oneOf(MISTAKES), ...mended };
}

/** About when it is imported, or at any time. */
function drawReplacement(roll: Dice, blob: number): Fault {
  const afterSeconds = roll.chance(0.5) ? roll.upTo(120) : roll.log(2_400);
  return { kind: 'carriedReplaced', blob, afterSeconds, hasManifest: roll.chance(0.7) };
}
