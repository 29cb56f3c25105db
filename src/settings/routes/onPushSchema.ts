import type { z } from 'zod';
import type { PushSettings } from '../../domain/pushes/push';
import type { Route, RouteMistake } from '../../domain/route';
import { selectionSchema } from '../../domain/selection/selection';
import { showPath, type Path } from '../../domain/validation/showPath';
import { section, wholeNumberField } from '../documentedFields';

const DEFAULT_ON_PUSH: PushSettings = { quietSeconds: 120, maxWaitSeconds: 600 };
const MOST_SECONDS = 86_400;

/** When what is pushed to the source registry starts a transfer. */
export const onPushSchema = section(
  {
    quietSeconds: wholeNumberField(
      0,
      MOST_SECONDS,
      DEFAULT_ON_PUSH.quietSeconds,
      'A transfer starts when nothing has been pushed for so long.',
    ),
    maxWaitSeconds: wholeNumberField(
      0,
      MOST_SECONDS,
      DEFAULT_ON_PUSH.maxWaitSeconds,
      'It starts at the latest so long after the first push, however many follow.',
    ),
    select: selectionSchema.exactOptional(),
  },
  'What is pushed to the source registry starts a transfer of it. Without this, pushes start nothing. Of what was pushed, select takes its part, or the select of the route or of defaults; without any, all of it.',
);

/**
 * When pushes start transfers; undefined where they do not.
 *
 * @param found  gets what no schema can see
 */
export function resolveOnPush(
  at: Path,
  { source, onPush }: { source?: unknown; onPush?: z.infer<typeof onPushSchema> },
  found: RouteMistake[],
): Route['onPush'] {
  if (!onPush) return undefined;
  if (source === undefined) {
    const expected = 'a source to push to, or no onPush';
    found.push({ path: showPath(at), problem: 'stands in a route without a source', expected });
  }
  const resolved = { ...DEFAULT_ON_PUSH, ...onPush };
  if (resolved.maxWaitSeconds < resolved.quietSeconds) {
    const expected = `at least quietSeconds, ${resolved.quietSeconds}`;
    found.push({ path: showPath([...at, 'maxWaitSeconds']), problem: `is ${resolved.maxWaitSeconds}`, expected });
  }
  return resolved;
}
