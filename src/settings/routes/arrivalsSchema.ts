import { flagField, section, textField, wholeNumberField } from '../documentedFields';
import { DEFAULT_ARRIVALS, ON_DEFECT, type ArrivalSettings } from '../../domain/arrivals/arrivalSettings';
import * as fields from '../../domain/validation/fields';
import { QUARANTINE, isInQuarantine } from '../../domain/arrivals/quarantine';
import type { RouteMistake } from '../../domain/route';
import { showPath, type Path } from '../../domain/validation/showPath';
import type { z } from 'zod';

/** No segment `.` or `..`, no slash in front: no blob that the app imports has such a name. */
const PREFIX = /^(?!\.{1,2}(?:\/|$))(?!.*\/\.{1,2}(?:\/|$))[^/\\?#%\s\p{Cc}][^\\?#%\s\p{Cc}]{0,255}$/u;

/** How blobs are imported that arrive in the target's container. */
export const arrivalsSchema = section(
  {
    import: flagField(
      'Whether blobs that somebody puts into the container of the target are imported. Default: true where the route has no source, else false.',
    ).exactOptional(),
    prefix: textField(
      PREFIX,
      'what the names of blobs begin with, like inbox/, without a slash in front',
      'Only blobs whose names begin with this are imported. Default: all of the container.',
    ).exactOptional(),
    manifestWaitMinutes: wholeNumberField(
      0,
      1440,
      DEFAULT_ARRIVALS.manifestWaitMinutes,
      'How long the manifest of a blob is waited for, from when the blob arrived. Without it, the blob is imported, and reported as unverified against its source.',
    ),
    takeOverMinutes: wholeNumberField(
      0,
      1440,
      DEFAULT_ARRIVALS.takeOverMinutes,
      "How long the registry's own import run is waited for, from when the blob was written, where the source trigger of the import pipeline is Enabled. Without one, the app imports the blob.",
    ),
    settleSeconds: wholeNumberField(
      0,
      3600,
      DEFAULT_ARRIVALS.settleSeconds,
      'How long a blob that was just written is left alone by the sweep, because its event may be on its way or it may still be written, and by a quarantine, because its metadata may still be.',
    ),
    onDefect: fields.choice(ON_DEFECT).exactOptional().meta({
      description:
        'What becomes of a blob without a Content-MD5 or the metadata category=acr-transfer-blob, or that was not written for 60 days. repair: the app gives it what it lacks, and imports it. quarantine: it is moved below quarantine/ in its container, with the reason beside it, and is not imported. Default: it is imported as it is.',
    }),
  },
  'How blobs are imported that somebody puts into the container of the target, as in a cloud that the source does not reach.',
);

/**
 * How arrivals are imported on a route; undefined where they are not.
 *
 * @param found  gets what no schema can see
 */
export function resolveArrivals(
  at: Path,
  { source, target, arrivals }: { source?: unknown; target?: unknown; arrivals?: z.infer<typeof arrivalsSchema> },
  found: RouteMistake[],
): ArrivalSettings | undefined {
  if (arrivals && target === undefined) {
    const expected = 'a target to import into, or no arrivals';
    found.push({ path: showPath(at), problem: 'stands in a route without a target', expected });
  }
  if (target === undefined) return undefined;
  if (arrivals?.prefix !== undefined && isInQuarantine(arrivals.prefix)) {
    const problem = `begins with ${QUARANTINE}, where blobs are set aside that are not imported`;
    found.push({ path: showPath([...at, 'prefix']), problem, expected: 'another prefix' });
  }
  const { import: isOn = source === undefined, ...own } = arrivals ?? {};
  return isOn ? { ...DEFAULT_ARRIVALS, ...own } : undefined;
}
