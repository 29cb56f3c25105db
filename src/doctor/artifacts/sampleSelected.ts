import { selectRepository } from '../../domain/planning/selectedRepository';
import type { RouteEnd } from '../../domain/route';
import { mayHold } from '../../domain/selection/selectFrom';
import type { Selection } from '../../domain/selection/selection';
import { beginLook, type ArtifactSample, type LookPorts } from './artifactLook';

/** Looks at what a selection takes, in the registry's own order. Errors: those of the listing and of the catalog. */
export async function sampleSelected(
  ports: LookPorts,
  at: { end: RouteEnd; route: string },
  select: Selection,
): Promise<ArtifactSample> {
  const look = beginLook(ports, at, select);
  const now = new Date(ports.machine.now());
  let after: string | undefined;
  do {
    const page = await ports.listing.repositories(at.end, at.route, after === undefined ? {} : { after });
    for (const repository of page.repositories.filter((name) => mayHold(select, name))) {
      if (look.isOver()) return look.sample();
      const listed = await look.list(repository);
      const selected = selectRepository(select, listed, undefined, now);
      if (selected) await look.judge(selected, listed);
    }
    after = page.next;
  } while (after !== undefined && !look.isOver());
  return look.sample();
}
