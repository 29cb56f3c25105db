import { STACK_NAMES } from '../stackNames';
import type { PlantedFault } from './plantedFault';

const { account, container } = STACK_NAMES.state;
let refusal: string | undefined;
let newerSchema: string | undefined;
let leftOn: string | undefined;

/** What can be wrong with the app itself. */
export const APP_FAULTS: readonly PlantedFault[] = [
  {
    check: 'state_container',
    status: 'failed',
    what: 'the app may not write into its own container',
    async plant(stack) {
      const code = 'AuthorizationPermissionMismatch';
      const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>This request is not authorized.</Message></Error>`;
      const action = {
        type: 'answer',
        status: 403,
        headers: { 'x-ms-error-code': code, 'content-type': 'application/xml' },
        body,
      };
      const rule = { method: 'PUT', path: `^/${account}/${container}/doctor`, times: 0, action };
      ({ id: refusal } = (await stack.admin('POST', 'faults', rule)) as { id: string });
    },
    mend: async (stack) => void (await stack.admin('DELETE', `faults/${refusal}`)),
  },
  {
    check: 'state_schema',
    status: 'failed',
    what: 'the state container has the layout of a newer app, as after a downgrade',
    async plant(stack) {
      const rule = answerOf('schema\\.json', {
        version: 999,
        writtenBy: '999.0.0',
        at: new Date(stack.now()).toISOString(),
      });
      ({ id: newerSchema } = (await stack.admin('POST', 'faults', rule)) as { id: string });
    },
    mend: async (stack) => void (await stack.admin('DELETE', `faults/${newerSchema}`)),
  },
  {
    check: 'routes_file',
    status: 'warning',
    what: 'another route has a mistake',
    plant: async (stack) => stack.changeRoutes(({ routes }) => void (routes['mistaken'] = { source: {} })),
    mend: async (stack) => stack.changeRoutes(({ routes }) => void delete routes['mistaken']),
  },
  {
    check: 'pauses',
    status: 'warning',
    what: 'whoever drained the app for an upgrade did not end that',
    async plant(stack) {
      const at = new Date(stack.now()).toISOString();
      const begun = { at, by: { kind: 'functionKey', name: 'function key' }, reason: 'upgrade' };
      ({ id: leftOn } = (await stack.admin(
        'POST',
        'faults',
        answerOf('pauses\\.json', {
          pauses: [],
          drain: { begun },
        }),
      )) as { id: string });
    },
    mend: async (stack) => void (await stack.admin('DELETE', `faults/${leftOn}`)),
  },
];

/** A rule by which a blob of the state container holds another document. */
function answerOf(blob: string, document: object): object {
  const body = JSON.stringify(document);
  const action = {
    type: 'answer',
    status: 200,
    // Without these two the SDK takes it for broken off.
    headers: { 'content-type': 'application/json', etag: '"1"', 'content-length': String(body.length) },
    body,
  };
  return { method: 'GET', path: `^/${account}/${container}/${blob}$`, times: 0, action };
}
