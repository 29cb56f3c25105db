import { z } from 'zod';
import type { RouteEnd } from '../../domain/route';
import { END_NAMES } from '../../domain/runs/runFilter';

const placeSchema = z.strictObject({
  end: z.enum(END_NAMES),
  page: z.string().exactOptional(),
  from: z.int().nonnegative().exactOptional(),
});

/** Where a list of the runs of a route goes on: at which end, on which page of the service's own list, after how many of its entries. */
export type RunPlace = z.infer<typeof placeSchema>;

export function writePlace(place: RunPlace): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Undefined for what `writePlace` has not made. */
export function readPlace(text: string): RunPlace | undefined {
  try {
    return placeSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

/**
 * Whether a page of the service is one of the runs of a registry. A caller can write any cursor, and the app's token goes with the
 * request: it must not read something else of Azure for them.
 */
export function isPageOfRuns({ cloud, registryId }: RouteEnd, page: string): boolean {
  if (!URL.canParse(page)) return false;
  const { origin, pathname, username, password } = new URL(page);
  const { origin: own } = new URL(cloud.resourceManagerEndpoint);
  const isOfRuns = decoded(pathname) === `${registryId}/pipelineRuns`.toLowerCase();
  return origin === own && isOfRuns && username === '' && password === '';
}

/** An escaped slash is no slash to the service. */
function decoded(pathname: string): string | undefined {
  try {
    return /%2f/i.test(pathname) ? undefined : decodeURIComponent(pathname).replace(/\/+$/, '').toLowerCase();
  } catch {
    return undefined;
  }
}
