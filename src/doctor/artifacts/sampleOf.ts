import { mayBeOfCanary } from '../../domain/names';
import { hasSucceeded } from '../../domain/report/report';
import type { Route } from '../../domain/route';
import { isSelected } from '../../domain/transferRecord';
import type { DoctorDependencies } from '../dependencies';
import type { ArtifactSample, LookPorts } from './artifactLook';
import { sampleNamed } from './sampleNamed';
import { sampleSelected } from './sampleSelected';

/** Some of the latest may be canaries. */
const MOST_TRANSFERS = 10;

/** What was looked at of a route: what it selects, or else what its last transfer named and did not deliver. */
export type RouteSample = (ArtifactSample & { what: string }) | { none: string };

/** Errors: those of the listing, of the catalog and of the app's own store. */
export async function sampleOf(
  ports: LookPorts & Pick<DoctorDependencies, 'transfers'>,
  { name: route, source, select }: Route,
): Promise<RouteSample> {
  if (!source) return { none: 'The route has no source.' };
  const at = { end: source, route };
  if (select) return { ...(await sampleSelected(ports, at, select)), what: 'that the route selects' };
  const { transfers } = await ports.transfers.list({ route }, { limit: MOST_TRANSFERS });
  // What a canary named is removed again, whatever became of it.
  const last = transfers.find(({ id }) => !mayBeOfCanary(id));
  if (!last) return { none: 'The route selects nothing by itself, and no transfer of it is known.' };
  const { id, state } = last;
  const isDone = (state !== 'accepted' && state !== 'running' && hasSucceeded(state)) || state === 'nothingToDo';
  const record = isDone ? undefined : await ports.transfers.find(id);
  if (!record || isSelected(record))
    return {
      none: `The route selects nothing by itself, and its last transfer ${id} (${state}) names nothing undelivered.`,
    };
  // Its state is no part of it: in a report of its own, which is just being written, it would be said to run.
  return { ...(await sampleNamed(ports, at, record.artifacts)), what: `that the last transfer ${id} names` };
}
