import type { Check, Found } from '../../src/doctor/check';
import type { DoctorDependencies } from '../../src/doctor/dependencies';
import type { Route } from '../../src/domain/route';
import type { EndName } from '../../src/domain/runs/runFilter';
import { route } from '../helpers/route';

/** What a check finds, at one end of a route where it is about an end. */
export async function look(
  check: Check,
  deps: DoctorDependencies,
  at: { name?: EndName; route?: Route } = {},
): Promise<Found> {
  const { name = 'target', route: asked = route() } = at;
  if (check.about === 'route') return check.look(deps, asked);
  const end = asked[name];
  if (!end) throw new Error(`The route has no ${name}.`);
  return check.look(deps, { route: asked, name, end });
}
