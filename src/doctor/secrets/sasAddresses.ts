import { failed, ok, warning } from '../check';
import { newSas } from './newSas';
import { sasCheck } from './sasCheck';

/** Pipelines call from addresses of the registry's service, which nobody is told. */
export const sasAddresses = sasCheck({
  code: 'sas_addresses',
  question: 'Is the SAS taken from every address (sip)?',
  symptom:
    'Runs fail with "Failed to access storage" and the status 403 (AuthorizationSourceIPMismatch); the same SAS works from your machine.',
  remedy: 'Make the SAS without a range of addresses: the registry calls from addresses that are not yours.',
  explains: ['export_run_failed', 'import_run_failed', 'access_denied'],
  async judge(deps, at, { secret, sas: { addresses } }) {
    if (addresses === undefined) return ok(`The SAS in ${secret.uri} is taken from every address.`);
    const evidence = `The SAS in ${secret.uri} is taken from ${addresses} only (sip).`;
    const fix = await newSas(deps, at, secret);
    return secret.users.includes('pipeline') ? failed(evidence, fix) : warning(evidence, fix);
  },
});
