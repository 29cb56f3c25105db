import { drainOf } from '../../domain/pause/drain';
import { isOn, pauseOf } from '../../domain/pause/pauses';
import type { PauseWord } from '../../domain/pause/pauseWord';
import { ok, warning, type RouteCheck } from '../check';

/** Both outlive restarts and deployments: whoever began one may have died, or gone home, before ending it. */
export const pauses: RouteCheck = {
  code: 'pauses',
  about: 'route',
  question: 'May transfers of the route start?',
  // What a transfer that runs is not held up by.
  isCheap: false,
  symptom: 'No schedule, push or blob that arrives starts anything, or every start is refused with draining.',
  remedy: 'End the drain, or the pause, once what it was begun for is done.',
  explains: ['draining'],
  async look({ pauses: store }, { name }) {
    const { pauses: found } = await store.read();
    const drain = drainOf(found);
    if (drain) {
      return warning(`The app is drained ${wordsOf(drain.begun)}: nothing starts, whoever asks for it.`, {
        say: 'End the drain, unless whoever began it still needs it.',
        command: 'npm run drain -- --end',
      });
    }
    const [all, own] = [pauseOf(found, undefined), pauseOf(found, name)];
    const isAll = all !== undefined && isOn(all);
    const pause = isAll ? all : own;
    if (!pause || !isOn(pause)) return ok('Neither is the app drained, nor the route paused.');
    const what = isAll ? 'All routes are' : 'The route is';
    const path = isAll ? '' : `/routes/${name}`;
    return warning(`${what} paused ${wordsOf(pause.paused)}: nothing starts by itself.`, {
      say: 'End the pause, unless whoever began it still needs it.',
      command: `curl -X POST "$FERRY_URL/api${path}/resume" -H "x-functions-key: $FERRY_KEY"`,
    });
  },
};

function wordsOf({ at, by, reason }: PauseWord): string {
  return `since ${at}, by ${by.name}${reason === undefined ? '' : ` (${reason})`}`;
}
