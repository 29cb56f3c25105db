import { failed, notCheckable, ok, warning } from '../check';
import { needsAt, newSas } from './newSas';
import { sasCheck } from './sasCheck';

/** acr-transfer §11. */
export const sasRights = sasCheck({
  code: 'sas_rights',
  question: 'Does the SAS allow what is needed, and no more (sp)?',
  symptom:
    'Runs fail with "Failed to access storage" and the status 403 (AuthorizationPermissionMismatch), or a source trigger imports nothing.',
  remedy: 'Export: read, add, write, list. Import: read and list, and delete with DeleteSourceBlobOnSuccess alone.',
  explains: ['export_run_failed', 'import_run_failed', 'access_denied'],
  async judge(deps, at, { secret, sas: { permissions, policy } }) {
    const { needed, useful } = await needsAt(deps, at, secret);
    if (permissions === undefined && policy !== undefined) {
      return notCheckable(`What the SAS in ${secret.uri} allows stands in the stored access policy ${policy}.`);
    }
    const given = permissions ?? '';
    const lacking = [...needed].filter((letter) => !given.includes(letter)).join('');
    const fix = await newSas(deps, at, secret);
    const evidence = `The SAS in ${secret.uri} allows ${given === '' ? 'nothing' : given}`;
    if (lacking !== '') return failed(`${evidence}; ${lacking} is missing.`, fix);
    const excess = [...given].filter((letter) => !`${needed}${useful}`.includes(letter)).join('');
    return excess === '' ? ok(`${evidence}.`) : warning(`${evidence}; ${excess} is more than is needed.`, fix);
  },
});
