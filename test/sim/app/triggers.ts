import type { VirtualPlatform } from '../../../local/host/virtualPlatform';
import { createBlobCreated, type BlobCreatedDependencies } from '../../../src/functions/events/blobCreated';
import { cleanUpDaily } from '../../../src/functions/timers/cleanUpDaily';
import { sweepByTimer } from '../../../src/functions/timers/sweepByTimer';
import type { SweepDependencies } from '../../../src/functions/sweep/sweepDependencies';
import type { Instances } from '../../../src/domain/ports/instances';
import type { Receivers } from '../azure/eventGrid';
import type { Day } from '../day/day';
import { createImagePushed, type ImagePushedDependencies } from '../../../src/functions/events/imagePushed';
import { tickPushes, type TickPushesDependencies } from '../../../src/functions/timers/tickPushes';

/** As in src/index.ts. */
const SWEEP_MS = 5 * 60_000;
const TICK_MS = 60_000;
const CLEAN_UP_MS = 60 * 60_000;
const CLEAN_UP_AFTER_MS = 40 * 60_000;
const LOOK_AFTER_MS = 180_000;
/** The host ends what lasts longer. */
const LONGEST_CALL_MS = 5 * 60_000;

type Log = Record<'info' | 'warn' | 'error', (text: string) => void>;

interface App {
  platform: VirtualPlatform;
  deps: BlobCreatedDependencies &
    SweepDependencies &
    ImagePushedDependencies &
    TickPushesDependencies &
    Parameters<typeof cleanUpDaily>[0];
  day: Pick<Day, 'pusher' | 'cleaner'>;
  instances: Instances;
  logs: string[];
}

/** Begins the timers of one life of the app, and takes its events. */
export function beginTriggers({ platform, deps, day, instances, logs }: App): Receivers {
  const say = (text: string): void => void logs.push(text);
  const log: Log = { info: say, warn: say, error: say };
  const every = (periodMs: number, run: () => Promise<void>, afterMs?: number): void =>
    tickEvery(platform, periodMs, run, afterMs);
  every(SWEEP_MS, () => sweepByTimer(deps, instances, log, LOOK_AFTER_MS));
  if (day.cleaner) every(CLEAN_UP_MS, () => cleanUpDaily(deps, instances, log), CLEAN_UP_AFTER_MS);
  if (day.pusher) every(TICK_MS, () => tickPushes(deps, instances, log));
  const blobCreated = createBlobCreated(deps);
  const imagePushed = createImagePushed(deps);
  return {
    blobCreated: (event) => blobCreated(instances, event, log),
    imagePushed: (event) => imagePushed(event, log),
  };
}

/** At once, then at each full period of the clock, unless the last call still runs; with `afterMs` only so long after each of these. */
function tickEvery(platform: VirtualPlatform, periodMs: number, run: () => Promise<void>, afterMs?: number): void {
  let runsUntil = 0;
  const wait = (): void => {
    const periods = Math.floor((platform.now() - (afterMs ?? 0)) / periodMs) + 1;
    platform.callAt(periods * periodMs + (afterMs ?? 0), tick);
  };
  const tick = (): void => {
    wait();
    const now = platform.now();
    if (now < runsUntil) return;
    runsUntil = now + LONGEST_CALL_MS;
    void run().finally(() => (runsUntil = 0));
  };
  if (afterMs === undefined) tick();
  else wait();
}
