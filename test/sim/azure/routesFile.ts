import type { Route, RouteEnd } from '../../../src/domain/route';
import { COPY } from '../../helpers/route';
import { faultsOf, type Day, type RouteName } from '../day/day';
import { TELLTALE } from './serviceSays';

const NAMES: readonly RouteName[] = ['prod', 'spare'];

/**
 * The routes file at a second of the day.
 *
 * @throws Error while it cannot be read
 */
export function routesAt(
  day: Day,
  second: number,
  { source, targets }: { source: RouteEnd; targets: Record<RouteName, RouteEnd> },
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
  return new Map(
    there.map((name) => {
      const target = day.settings.exportOnly ? {} : { target: targets[name] };
      return [name, { name, source, ...target, ...settingsAt(day, name, second) }];
    }),
  );
}

function settingsAt(day: Day, route: RouteName, second: number): Pick<Route, 'copy' | 'keepBlobs'> {
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
  return { copy, keepBlobs: keepBlobs || edits.has('keepBlobs') };
}
