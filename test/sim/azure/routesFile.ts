import type { Route, RouteEnd } from '../../../src/domain/route';
import { COPY } from '../../helpers/route';
import { PREFIX } from '../day/courier';
import { PUSHED } from '../day/pusher';
import { faultsOf, type Day, type RouteName } from '../day/day';
import { TELLTALE } from './serviceSays';

const NAMES: readonly RouteName[] = ['prod', 'spare'];
/** The import-only route. */
export const INBOX = 'inbox';

/**
 * The routes file at a second of the day.
 *
 * @throws Error while it cannot be read
 */
export function routesAt(
  day: Day,
  second: number,
  { source, targets, inbox }: { source: RouteEnd; targets: Record<RouteName, RouteEnd>; inbox: RouteEnd },
): Map<string, Route> {
  const isNow = ({ fromSecond, seconds }: { fromSecond: number; seconds: number }): boolean =>
    second >= fromSecond && second < fromSecond + seconds;
  if (faultsOf(day, 'routesUnreadable').some(isNow)) throw new Error(`ENOENT: the routes file; ${TELLTALE}`);
  const gone = new Set(
    faultsOf(day, 'routeGone')
      .filter(isNow)
      .map(({ route }) => route),
  );
  const there = NAMES.filter((name) => !gone.has(name));
  const routes = there.map((name): Route => {
    const target = day.settings.exportOnly ? {} : { target: targets[name] };
    return { name, source, ...target, ...settingsAt(day, name, second) };
  });
  const mirror = mirrored(day, { source, target: targets.mirror });
  return new Map([...routes, ...importOnly(day, inbox), ...mirror].map((route) => [route.name, route]));
}

function mirrored(day: Day, ends: { source: RouteEnd; target: RouteEnd }): Route[] {
  if (!day.pusher) return [];
  const { quietSeconds, maxWaitSeconds, whenBusy } = day.pusher;
  const onPush = { quietSeconds, maxWaitSeconds, select: { rules: [{ repositories: [`${PUSHED}**`] }] } };
  return [{ name: 'mirror', ...ends, onPush, ...settingsAt(day, 'mirror', 0), ...(whenBusy && { whenBusy }) }];
}

function importOnly({ courier }: Day, target: RouteEnd): Route[] {
  if (!courier) return [];
  const { manifestWaitMinutes, keepBlobs, whenBusy } = courier;
  const arrivals = { prefix: PREFIX, manifestWaitMinutes };
  return [{ name: INBOX, target, arrivals, keepBlobs, copy: COPY, ...(whenBusy && { whenBusy }) }];
}

function settingsAt(day: Day, route: RouteName, second: number): Pick<Route, 'copy' | 'keepBlobs' | 'retention'> {
  const made = faultsOf(day, 'routeEdited').filter((edit) => edit.route === route && edit.atSecond <= second);
  const edits = new Set(made.map(({ setting }) => setting));
  const { overwrite, lanes, keepBlobs } = day.settings;
  const copy = {
    ...COPY,
    overwrite,
    lanes: edits.has('lanes') ? 4 : lanes,
    ...(edits.has('relay') && { strategy: 'relay' as const }),
    ...(edits.has('smallBlocks') && { blockSizeMiB: 0.5 }),
  };
  return { copy, keepBlobs: keepBlobs || edits.has('keepBlobs'), ...retained(day) };
}

/** Everything is old enough at once. */
function retained({ cleaner, settings }: Day): Pick<Route, 'retention'> {
  if (!cleaner) return {};
  const { keepRuns, removesKept } = cleaner;
  const isRemoved = removesKept || !settings.keepBlobs;
  return { retention: { runDays: 0, keepRuns, blockDays: 0, ...(isRemoved && { blobDays: 0 }) } };
}
