import { otherPlace } from '../../domain/doctor/sasPlace';
import { failed, ok } from '../check';
import { newSas } from './newSas';
import { sasCheck } from './sasCheck';

/** The SAS itself does not say which container it is of: only a whole URL does. */
export const sasContainer = sasCheck({
  code: 'sas_container',
  question: 'Is it the SAS of this container?',
  symptom:
    'Runs fail with "Failed to access storage": the secret holds the SAS of the other end, or of another account.',
  remedy: 'Put the SAS of this container into the secret.',
  explains: ['export_run_failed', 'import_run_failed', 'sas_malformed'],
  async judge(deps, at, { secret, value }) {
    const place = otherPlace(value, at.end.containerUri);
    if (place === undefined) return ok(`The secret ${secret.uri} names no other container.`);
    return failed(`The secret ${secret.uri} is the address of ${place}.`, await newSas(deps, at, secret));
  },
});
