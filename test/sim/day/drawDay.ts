import { createVirtualPlatform } from '../../../local/host/virtualPlatform';
import type { AskedOfDay, Day, DaySettings, Fault, RouteName, RunKind } from './day';
import { dice, type Dice } from './dice';
import { drawCleaner } from './drawCleaner';
import { drawCourier } from './drawCourier';
import { drawDrainer } from './drawDrainer';
import { drawNewRole } from './drawNewRole';
import { drawPusher } from './drawPusher';
import { drawSelection } from './drawSelection';
import { drawSpell } from './drawSpell';

type DrawnSettings = Omit<DaySettings, 'windows' | 'batchesAtOnce'>;

const MIB = 1024 * 1024;
/** Within about as many steps ends a quiet day of one transfer. */
const USUAL_STEPS = 400;
/** How bad a day is: what the chances of all its faults are multiplied by. */
const MOODS = [0, 0.4, 0.4, 0.8, 0.8, 1.2, 1.2, 2, 3];
const ENDS = ['source', 'target'] as const;
const RUNS: readonly RunKind[] = ['export', 'import'];

/** The day of a seed. */
export function drawDay(seed: number): Day {
  // Apart from the chances that the app takes, so that a day can be cut down without another one coming of it.
  const roll = dice(() => stream.random());
  const stream = createVirtualPlatform({ seed: Math.imul(seed, 2_654_435_761) ^ 0x5eed });
  const settings = drawSettings(roll);
  const transfers = drawTransfers(roll);
  const faults = drawFaults(roll, settings, transfers);
  // Apart from the rest, which stays as it was before there were windows.
  const later = createVirtualPlatform({ seed: Math.imul(seed, 2_654_435_761) ^ 0x510f5 });
  const rollSlots = dice(() => later.random());
  const windows = drawWindows(rollSlots);
  const last = createVirtualPlatform({ seed: Math.imul(seed, 2_654_435_761) ^ 0xba1f });
  const rollLast = dice(() => last.random());
  const runFaults = drawRunFaults(rollLast, transfers);
  const selection = rollLast.chance(0.012) ? drawSelection(rollLast, transfers) : { asked: [], faults: [] };
  const { courier, faults: ofCourier } = drawCourier(seed);
  const { pusher, faults: ofPusher } = drawPusher(seed);
  const { cleaner, faults: ofCleaner, settings: forCleaner } = drawCleaner(seed);
  return drawDrainer({
    seed,
    settings: { ...settings, windows, batchesAtOnce: rollLast.upTo(3), ...forCleaner },
    transfers: [...selection.asked, ...(selection.selected ? transfers.slice(1) : transfers)],
    ...(selection.selected && { selected: selection.selected }),
    ...(courier && { courier }),
    ...(pusher && { pusher }),
    ...(cleaner && { cleaner }),
    faults: [
      ...faults,
      ...drawSlotFaults(rollSlots, settings),
      ...runFaults,
      ...selection.faults,
      ...ofCourier,
      ...ofPusher,
      ...ofCleaner,
      ...drawNewRole(seed),
    ],
  });
}

/** On half of all days so few runs may be at work at once that transfers wait for each other. */
function drawWindows(roll: Dice): DaySettings['windows'] {
  return roll.chance(0.5) ? { exports: roll.upTo(3), imports: roll.upTo(3) } : { exports: 10, imports: 5 };
}

function drawSlotFaults(roll: Dice, settings: DrawnSettings): Fault[] {
  return roll.chance(0.15) ? [{ ...drawSpell(roll, settings), port: 'slots' }] : [];
}

/** What has batches tried again in parts. */
function drawRunFaults(roll: Dice, transfers: AskedOfDay[]): Fault[] {
  const artifacts = transfers.flatMap((asked) => asked.artifacts);
  const poison = (): Fault => ({ kind: 'poison', run: roll.oneOf(RUNS), artifact: roll.oneOf(artifacts) });
  const transfer = roll.upTo(transfers.length) - 1;
  const falters: Fault = { kind: 'runFalters', run: roll.oneOf(RUNS), transfer, times: roll.upTo(2) };
  return [
    ...(roll.chance(0.05) ? [poison()] : []),
    ...(roll.chance(0.02) ? [poison()] : []),
    ...(roll.chance(0.06) ? [falters] : []),
  ];
}

function drawSettings(roll: Dice): DrawnSettings {
  return {
    blobSize: roll.upTo(8 * MIB),
    exportSeconds: roll.upTo(300),
    importSeconds: roll.upTo(300),
    atWork: roll.oneOf([
      { provisioningState: 'Creating', status: 'Running' },
      { provisioningState: 'Succeeded', status: 'Running' },
      { provisioningState: 'Creating', status: 'Succeeded' },
      { provisioningState: 'Updating' },
      { status: 'Succeeded' },
    ]),
    hasFailed: roll.oneOf([
      { provisioningState: 'Failed', status: 'Failed' },
      { provisioningState: 'Failed', status: 'Running' },
      { provisioningState: 'Failed' },
      { provisioningState: 'Succeeded', status: 'Failed' },
    ]),
    continueOnErrors: roll.chance(0.7),
    overwriteTags: roll.chance(0.6),
    usesSas: roll.chance(0.5),
    overwrite: roll.oneOf(['never', 'ifDifferent', 'ifDifferent', 'always']),
    lanes: roll.oneOf([1, 1, 2, 3]),
    keepBlobs: roll.chance(0.1),
    stepMinutes: roll.oneOf([20, 60, 360]),
    deadlineMinutes: roll.oneOf([60, 120, 720]),
    longestPollSeconds: roll.oneOf([60, 120, 600]),
  };
}

function drawTransfers(roll: Dice): AskedOfDay[] {
  const count = roll.oneOf([1, 1, 1, 1, 2, 2, 3]);
  return Array.from({ length: count }, (_, index) => ({
    route: roll.oneOf<RouteName>(['prod', 'prod', 'spare']),
    // Few names, so that transfers meet.
    artifacts: [...new Set(Array.from({ length: roll.upTo(4) }, () => `app/part${roll.upTo(6)}:1.0`))],
    atSecond: index === 0 ? 0 : roll.upTo(600),
    callers: roll.chance(0.15) ? 2 : 1,
    ...(roll.chance(0.15) && { againAtSecond: roll.log(7_200) }),
  }));
}

function drawFaults(roll: Dice, settings: DrawnSettings, transfers: AskedOfDay[]): Fault[] {
  const mood = roll.oneOf(MOODS);
  const transfer = (): number => roll.upTo(transfers.length) - 1;
  const artifact = (): string => roll.oneOf(transfers.flatMap(({ artifacts }) => artifacts));
  const route = (): RouteName => roll.oneOf(transfers.map((asked) => asked.route));
  const second = (): number => roll.upTo(1_200);
  /** How often each kind of fault is tried, with which chance, on a day of a middling mood. */
  const kinds: [times: number, chance: number, draw: () => Fault][] = [
    [4, 0.35, () => drawSpell(roll, settings)],
    [3, 0.4, () => ({ kind: 'kill', atStep: roll.upTo(USUAL_STEPS * transfers.length), downSeconds: downTime(roll) })],
    [1, 0.4, () => ({ kind: 'lag', seconds: roll.upTo(120) })],
    [1, 0.1, () => ({ kind: 'blocksVanish', times: roll.upTo(3) })],
    [1, 0.15, () => ({ kind: 'sourceUnreadable' })],
    [1, 0.12, () => ({ kind: 'cancel', transfer: transfer(), atSecond: second() })],
    [1, 0.05, () => ({ kind: 'artifactAbsent', artifact: artifact() })],
    [1, 0.04, () => ({ kind: 'artifactDeleted', artifact: artifact(), atSecond: second() })],
    [1, 0.05, () => ({ kind: 'tagMoves', artifact: artifact(), atSecond: second() })],
    [1, 0.05, () => ({ kind: 'tagTaken', artifact: artifact() })],
    [1, 0.04, () => ({ kind: 'layerLost', artifact: artifact() })],
    [2, 0.04, () => drawFailingRun(roll, transfer())],
    [1, 0.03, () => drawStallingRun(roll, settings, transfer())],
    [1, 0.03, () => drawVanishingRun(roll, transfer())],
    [2, 0.05, () => drawBabblingRun(roll, transfer())],
    [
      1,
      0.04,
      () => ({ kind: 'blobReplaced', transfer: transfer(), end: roll.oneOf(ENDS), afterSeconds: roll.upTo(90) - 1 }),
    ],
    [
      1,
      0.03,
      () => ({ kind: 'blobLost', transfer: transfer(), end: roll.oneOf(ENDS), afterSeconds: roll.upTo(90) - 1 }),
    ],
    [
      1,
      0.02,
      () => ({ kind: 'blobUnfit', transfer: transfer(), lacks: roll.oneOf(['contentMd5', 'category'] as const) }),
    ],
    [1, settings.usesSas ? 0.15 : 0, () => drawRotation(roll)],
    [1, 0.03, () => ({ kind: 'routeGone', route: route(), fromSecond: second(), seconds: roll.log(7_200) })],
    [1, 0.06, () => ({ kind: 'routesUnreadable', fromSecond: second(), seconds: roll.upTo(600) })],
    [2, 0.05, () => drawEdit(roll, route())],
    [1, 0.05, () => ({ kind: 'terminated', transfer: transfer(), atSecond: second() })],
    [1, 0.04, () => drawUnheardRun(roll, settings)],
    [1, 0.05, () => ({ kind: 'hubLost', atSecond: second() })],
  ];
  return kinds.flatMap(([times, chance, draw]) =>
    Array.from({ length: times }, () => (roll.chance(chance * mood) ? [draw()] : [])).flat(),
  );
}

/** Mostly as long as a restart takes, sometimes hours. */
function downTime(roll: Dice): number {
  return roll.chance(0.9) ? roll.upTo(60) : roll.log(3 * 3_600);
}

function drawFailingRun(roll: Dice, transfer: number): Fault {
  const word = roll.chance(0.8) ? 'Failed' : 'Canceled';
  return { kind: 'runFails', run: roll.oneOf(RUNS), transfer, word, share: roll.oneOf([0, 0.3, 0.5, 1]) };
}

/** For as long as a step is patient, nobody hears whether a run was created. */
function drawUnheardRun(roll: Dice, { stepMinutes }: Pick<DaySettings, 'stepMinutes'>): Fault {
  const seconds = stepMinutes * 60 + roll.upTo(900);
  return { kind: 'spell', weather: 'lost', port: 'pipelines', fromSecond: roll.upTo(600) - 1, seconds };
}

/** For as many looks as a history of looks may have, at most. */
function drawStallingRun(
  roll: Dice,
  { longestPollSeconds }: Pick<DaySettings, 'longestPollSeconds'>,
  transfer: number,
): Fault {
  const seconds = roll.log(110 * longestPollSeconds);
  return { kind: 'runStalls', run: roll.oneOf(RUNS), transfer, seconds };
}

function drawVanishingRun(roll: Dice, transfer: number): Fault {
  const run = roll.oneOf(RUNS);
  return { kind: 'runVanishes', run, transfer, afterSeconds: roll.upTo(200), isDone: roll.chance(0.5) };
}

function drawBabblingRun(roll: Dice, transfer: number): Fault {
  const words = roll.oneOf([
    { provisioningState: 'Finalizing', status: 'Running' },
    { provisioningState: 'Succeeded', status: 'Completed' },
    { provisioningState: 'Succeeded' },
    { provisioningState: 'PartiallySucceeded', status: 'PartiallySucceeded' },
  ]);
  const seconds = roll.oneOf([30, 90, 90, 4 * 3_600]);
  return { kind: 'runBabbles', run: roll.oneOf(RUNS), transfer, afterSeconds: roll.upTo(250) - 1, seconds, words };
}

/** The new SAS is there before the old one is refused, or comes too late. */
function drawRotation(roll: Dice): Fault {
  const storedAtSecond = roll.upTo(900);
  const gap = roll.chance(0.7) ? -roll.upTo(300) : roll.log(3_600);
  const refusedAtSecond = Math.max(0, storedAtSecond - gap);
  return { kind: 'sasRotated', end: roll.oneOf(ENDS), storedAtSecond, refusedAtSecond };
}

function drawEdit(roll: Dice, route: RouteName): Fault {
  const setting = roll.oneOf(['keepBlobs', 'relay', 'smallBlocks', 'lanes'] as const);
  return { kind: 'routeEdited', route, atSecond: roll.upTo(900), setting };
}
