import { worstOf } from '../../../domain/doctor/finding';
import { requireRouteNow } from '../../start/requireRoute';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { DoctorView } from '../schemas/doctorView';

/**
 * GET /api/routes/{route}/doctor: what each check found; 200 whatever it was.
 *
 * Errors: those of requireRouteNow.
 */
export async function getDoctor(
  deps: Pick<ApiDependencies, 'routes' | 'doctor' | 'machine'>,
  { request }: ApiCall,
): Promise<JsonAnswer<DoctorView>> {
  const route = await requireRouteNow(deps.routes, request.params['route'] ?? '');
  const lookedAt = new Date(deps.machine.now()).toISOString();
  const findings = await deps.doctor.examine(route);
  return { jsonBody: { route: route.name, outcome: worstOf(findings), lookedAt, findings } };
}
