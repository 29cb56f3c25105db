import { STACK_NAMES } from '../stackNames';
import type { PlantedFault } from './plantedFault';

const { account, container } = STACK_NAMES.state;
let refusal: string | undefined;
let newerSchema: string | undefined;

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
      const body = JSON.stringify({ version: 999, writtenBy: '999.0.0', at: new Date(stack.now()).toISOString() });
      const action = {
        type: 'answer',
        status: 200,
        // Without these two the SDK takes it for broken off.
        headers: { 'content-type': 'application/json', etag: '"1"', 'content-length': String(body.length) },
        body,
      };
      const rule = { method: 'GET', path: `^/${account}/${container}/schema\\.json$`, times: 0, action };
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
];
