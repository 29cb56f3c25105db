import { z } from 'zod';
import { validate } from '../../src/domain/validation/validate';
import { QUERY } from '../../src/domain/validation/wording';
import { AdminInputError } from './adminInputError';
import type { AdminAnswer, AdminRequest } from './adminRequest';
import { answerEvents } from './answerEvents';
import type { Admin } from './createAdmin';
import { parseFaultRule } from './faultRule';
import { parseRoleAssignment } from './roleAssignments';
import { ONE_OF_STEP_NAMES, requireStepName, STEP_NAMES } from './stepNames';

const INDEX = {
  'GET /admin/settings': 'service times, slots, page size, …',
  'PUT /admin/settings': 'changes the keys that the body holds',
  'GET /admin/faults': 'the faults in force',
  'POST /admin/faults': '{step?, method?, path?, registry?, pipeline?, times?, action}: adds one, answers its id',
  'DELETE /admin/faults[/{id}]': 'ends one, or all',
  'GET /admin/holds[/{step}]': 'how many wait at a held step',
  'PUT /admin/holds/{step}': 'holds a step (a name, or a prefix ending in *)',
  'DELETE /admin/holds/{step}': 'releases it',
  'GET /admin/requests?plane=&step=&registry=&method=&path=': 'the request log, with a count by step',
  'DELETE /admin/requests': 'clears the log',
  'GET /admin/role-assignments': 'who may do what on storage, vault and Resource Manager',
  'PUT /admin/role-assignments': '{principalId, role, scope}',
  'DELETE /admin/role-assignments': '{principalId, role, scope}',
  'GET /admin/events?eventType=&subject=': 'events, newest last, with what became of each',
  'DELETE /admin/events': 'clears this list and the dead letters',
  'GET /admin/events/dead-letters': 'events that were given up, and why',
  'GET /admin/events/settings': 'how events travel',
  'PUT /admin/events/settings': 'changes the keys that the body holds',
  'GET /admin/events/subscriptions[/{name}]': 'who gets which events',
  'PUT /admin/events/subscriptions/{name}': '{topic, endpointUrl, …}: validates the endpoint, then delivers to it',
  'DELETE /admin/events/subscriptions/{name}': 'ends it, with all that is on its way to it',
};
const filter = z.string().exactOptional();
const filterSchema = z.strictObject({ plane: filter, step: filter, registry: filter, method: filter, path: filter });

/** @throws AdminInputError when the body, or the resource, is not one that exists. */
export async function answerAdmin(admin: Admin, request: AdminRequest): Promise<AdminAnswer> {
  const [root, resource, ...rest] = request.path;
  if (root !== 'admin') throw unknownResource(request);
  if (resource === 'events' && request.eventGrid) {
    const answered = await answerEvents(request.eventGrid, request, rest);
    if (answered) return answered;
  }
  if (resource === undefined) return { status: 200, body: { endpoints: INDEX, steps: STEP_NAMES } };
  const name = rest.length === 0 ? undefined : rest.join('/');
  switch (`${request.method} ${resource}`) {
    case 'GET settings':
      return { status: 200, body: admin.settings };
    case 'PUT settings':
      admin.changeSettings(request.body);
      return { status: 200, body: admin.settings };
    case 'GET faults':
      return { status: 200, body: admin.faults.list() };
    case 'POST faults':
      return { status: 201, body: { id: addFault(admin, request) } };
    case 'DELETE faults':
      return { status: 200, body: { removed: admin.faults.remove(name) } };
    case 'GET holds':
      return name === undefined ? { status: 200, body: admin.holds.list() } : answerHold(admin, name);
    case 'PUT holds':
      if (name === undefined) {
        throw new AdminInputError([{ path: 'step', problem: 'is missing', expected: ONE_OF_STEP_NAMES }]);
      }
      requireStepName(name, request);
      admin.holds.hold(name);
      return answerHold(admin, name);
    case 'DELETE holds':
      return { status: 200, body: { released: releaseHolds(admin, name) } };
    case 'GET requests':
      return { status: 200, body: describeRequests(admin, request.query) };
    case 'DELETE requests':
      admin.requests.clear();
      return { status: 200, body: { total: 0 } };
    case 'GET role-assignments':
      return { status: 200, body: admin.listRoles() };
    case 'PUT role-assignments':
      admin.assignRole(parseRoleAssignment(request.body));
      return { status: 200, body: admin.listRoles() };
    case 'DELETE role-assignments':
      return { status: 200, body: { removed: admin.removeRole(parseRoleAssignment(request.body)) ? 1 : 0 } };
    default:
      throw unknownResource(request);
  }
}

function addFault(admin: Admin, request: AdminRequest): string {
  const rule = parseFaultRule(request.body);
  if (rule.step !== undefined) requireStepName(rule.step, request);
  return admin.faults.add(rule);
}

function answerHold(admin: Admin, step: string): AdminAnswer {
  const waiting = admin.holds.waiting(step);
  if (waiting === undefined)
    return {
      status: 404,
      body: { error: { message: `The step "${step}" is not held. Hold it with PUT /admin/holds/${step}.` } },
    };
  return { status: 200, body: { step, waiting } };
}

function releaseHolds(admin: Admin, step?: string): number {
  const steps = step === undefined ? admin.holds.list().map((hold) => hold.step) : [step];
  return steps.reduce((count, each) => count + (admin.holds.release(each) ?? 0), 0);
}

function describeRequests(admin: Admin, query: URLSearchParams): unknown {
  const checked = validate(filterSchema, Object.fromEntries(query), { at: ['query'], wording: QUERY });
  if ('mistakes' in checked) throw new AdminInputError(checked.mistakes);
  const requests = admin.requests.list(checked.value);
  const counts: Record<string, number> = {};
  for (const { step } of requests) counts[step] = (counts[step] ?? 0) + 1;
  return { total: requests.length, counts, requests };
}

function unknownResource(request: AdminRequest): AdminInputError {
  const path = `${request.method} /${request.path.join('/')}`;
  return new AdminInputError([{ path, problem: 'is not known', expected: `one of ${Object.keys(INDEX).join(', ')}` }]);
}
