import { drainOf } from '../../../domain/pause/drain';
import { isPaused, pauseOf, isOn, type Pause, type Pauses } from '../../../domain/pause/pauses';
import type { PauseView } from '../schemas/pauseView';

/** How a route stands, or all of them, where none is named. */
export function viewPause(pauses: Pauses, route?: string): PauseView {
  const ofAll = pauseOf(pauses, undefined);
  const ofRoute = route === undefined ? undefined : pauseOf(pauses, route);
  return {
    paused: route === undefined ? ofAll !== undefined && isOn(ofAll) : isPaused(pauses, route),
    ...(drainOf(pauses) && { draining: true as const }),
    ...(ofAll && { pauseOfAll: viewOne(ofAll) }),
    ...(ofRoute && { pauseOfRoute: viewOne(ofRoute) }),
  };
}

function viewOne({ paused, resumed }: Pause) {
  return { paused, ...(resumed && { resumed }) };
}
