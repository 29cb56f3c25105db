import { withSighting, type Canary, type Sighting } from '../../domain/canary/canary';
import { changeCanary } from '../../domain/canary/changeCanary';
import { FerryError, TransferRecordGoneError } from '../../domain/failures/errors';
import type { Failure } from '../../domain/failures/failure';
import type { Instances } from '../../domain/ports/instances';
import type { TransferReport } from '../../domain/report/report';
import type { Route } from '../../domain/route';
import type { TransferRecord } from '../../domain/transferRecord';
import { requireRoute } from '../start/requireRoute';
import { takeUp, type Log } from '../start/takeUp';
import { beginCanary } from './beginCanary';
import { cleanUpCanary } from './cleanUpCanary';
import type { CanaryDependencies } from './dependencies';
import { isWeather } from './isWeather';
import { lookForArrived } from './lookForArrived';
import { observeRuns } from './observeRuns';

const MINUTE_MS = 60_000;

/**
 * Brings a canary as far as it can come now: what was cut off goes on, how its runs stand is noted, and once its transfer has ended, the
 * target is asked, and all of it is removed again. Everybody who looks at it does this; twice, or at once, is no harm.
 *
 * What passes by itself is no result: until the time of a step is over, which a target that is gone for good does not outlast, the next
 * look asks again.
 *
 * Errors: those of beginCanary, of the app's own store and of the durable client; transient ones of the services once the transfer has
 * ended.
 *
 * @returns the canary as it is then; it has ended where it has `endedAt`
 */
export async function lookAfterCanary(
  deps: CanaryDependencies,
  instances: Instances,
  known: Canary,
  log: Log,
): Promise<Canary> {
  if (known.endedAt !== undefined) return known;
  const canary = known.pushedAt === undefined ? await beginCanary(deps, instances, known, log) : known;
  const change = async (to: (canary: Canary) => Canary): Promise<Canary> =>
    (await changeCanary(deps, canary, to)) ?? canary;
  const record = await deps.transfers.find(canary.transferId);
  const route = record?.pinnedRoute ?? (await requireRoute(deps.routes, canary.route));
  const report = record && (await takeUp(deps, instances, record, log)).report;
  const waits = isWithinStep(deps, report?.finishedAt ?? canary.requestedAt);
  const seen = record ? await sightingsOf(deps, route, canary, !!report && waits) : [];
  const watched = await change((before) => seen.reduce(withSighting, before));
  if (record && !report) return watched;
  if (watched.outcome === undefined) {
    const found = await judge(deps, route, canary, report, waits);
    // Who comes second may look when the first one has cleaned up.
    await change((before) => (before.outcome === undefined ? { ...before, ...found } : before));
  }
  const left = await cleanUpCanary(deps, route, canary, { waits, ...(report && { report }) });
  const endedAt = new Date(deps.machine.now()).toISOString();
  return change((before) => ({ ...before, left, endedAt }));
}

function isWithinStep({ machine, settings }: CanaryDependencies, since: string): boolean {
  return machine.now() < Date.parse(since) + settings.patience.stepMinutes * MINUTE_MS;
}

/** A look that fails is followed by others, and hinders nothing; the last one is waited for. */
async function sightingsOf(
  deps: CanaryDependencies,
  route: TransferRecord['pinnedRoute'],
  canary: Canary,
  waits: boolean,
): Promise<Sighting[]> {
  try {
    return await observeRuns(deps, route, canary);
  } catch (error) {
    if (!(error instanceof FerryError) || (waits && isWeather(error))) throw error;
    return [];
  }
}

async function judge(
  deps: CanaryDependencies,
  { target }: Route,
  canary: Canary,
  report: TransferReport | undefined,
  waits: boolean,
): Promise<Pick<Canary, 'outcome' | 'failures' | 'arrived'>> {
  const failures: Failure[] = report
    ? failuresOf(report)
    : [new TransferRecordGoneError(canary.transferId).toFailure()];
  const outcome = report?.outcome ?? 'failed';
  if (!target) return { outcome, failures };
  try {
    return { outcome, failures, arrived: await lookForArrived(deps, target, canary) };
  } catch (error) {
    if (!(error instanceof FerryError) || (waits && isWeather(error))) throw error;
    return { outcome, failures: [...failures, error.toFailure()] };
  }
}

function failuresOf({ artifacts, failures, cleanUpFailures = [] }: TransferReport): Failure[] {
  return [...failures, ...artifacts.flatMap(({ failure }) => failure ?? []), ...cleanUpFailures];
}
