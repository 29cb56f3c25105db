import { STACK_NAMES } from '../stackNames';
import type { PlantedFault } from './plantedFault';

const { account, container } = STACK_NAMES.state;
let refusal: string | undefined;

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
    check: 'routes_file',
    status: 'warning',
    what: 'another route has a mistake',
    plant: async (stack) => stack.changeRoutes(({ routes }) => void (routes['mistaken'] = { source: {} })),
    mend: async (stack) => stack.changeRoutes(({ routes }) => void delete routes['mistaken']),
  },
];
