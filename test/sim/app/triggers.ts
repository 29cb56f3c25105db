import type { VirtualPlatform } from '../../../local/host/virtualPlatform';
import { blobCreated, type BlobCreatedDependencies } from '../../../src/functions/events/blobCreated';
import { sweepByTimer } from '../../../src/functions/timers/sweepByTimer';
import type { SweepDependencies } from '../../../src/functions/sweep/sweepDependencies';
import type { Instances } from '../../../src/domain/ports/instances';
import type { Receivers } from '../azure/eventGrid';
import { imagePushed, type ImagePushedDependencies } from '../../../src/functions/events/imagePushed';
import { tickPushes, type TickPushesDependencies } from '../../../src/functions/timers/tickPushes';

/** As in src/index.ts. */
const SWEEP_MS = 5 * 60_000;
const TICK_MS = 60_000;
const LOOK_AFTER_MS = 180_000;
/** The host ends what lasts longer. */
const LONGEST_CALL_MS = 5 * 60_000;

type Log = Record<'info' | 'warn' | 'error', (text: string) => void>;

interface App {
  platform: VirtualPlatform;
  deps: BlobCreatedDependencies & SweepDependencies & ImagePushedDependencies & TickPushesDependencies;
  /** Whether any route asks for what is pushed: else a tick looks at the routes and no more. */
  hasPushes: boolean;
  instances: Instances;
  logs: string[];
}

/** Begins the timers of one life of the app, and takes its events. */
export function beginTriggers({ platform, deps, hasPushes, instances, logs }: App): Receivers {
  const say = (text: string): void => void logs.push(text);
  const log: Log = { info: say, warn: say, error: say };
  const every = (periodMs: number, run: () => Promise<void>): void => tickEvery(platform, periodMs, run);
  every(SWEEP_MS, () => sweepByTimer(deps, instances, log, LOOK_AFTER_MS));
  if (hasPushes) every(TICK_MS, () => tickPushes(deps, instances, log));
  return {
    blobCreated: (event) => blobCreated(deps, instances, event, log),
    imagePushed: (event) => imagePushed(deps, event, log),
  };
}

/** At once, then at each full period of the clock, unless the last call still runs. */
function tickEvery(platform: VirtualPlatform, periodMs: number, run: () => Promise<void>): void {
  let runsUntil = 0;
  const tick = (): void => {
    const now = platform.now();
    platform.callAt(Math.floor(now / periodMs + 1) * periodMs, tick);
    if (now < runsUntil) return;
    runsUntil = now + LONGEST_CALL_MS;
    void run().finally(() => (runsUntil = 0));
  };
  tick();
}
