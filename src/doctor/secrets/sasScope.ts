import type { SasFields } from '../../domain/doctor/sasFields';
import { failed, ok } from '../check';
import { newSas } from './newSas';
import { sasCheck } from './sasCheck';

/**
 * The how-to's own texts disagree: a SAS of the container has no srt, which its troubleshooting demands (acr-transfer §11).
 *
 * @see https://github.com/MicrosoftDocs/azure-docs/issues/102119
 */
export const sasScope = sasCheck({
  code: 'sas_scope',
  question: 'Is it a SAS of the container, or one of the account that reaches containers and blobs (sr, ss, srt)?',
  symptom:
    'Runs fail with "Failed to access storage" and the status 403 (AuthorizationResourceTypeMismatch), though the rights are right.',
  remedy: 'Make the SAS on the container, not on a blob, a folder or another service of the account.',
  explains: ['export_run_failed', 'import_run_failed', 'sas_malformed'],
  async judge(deps, at, { secret, sas }) {
    const wrong = problemOf(sas);
    if (wrong !== undefined) return failed(`The SAS in ${secret.uri} ${wrong}.`, await newSas(deps, at, secret));
    return ok(`The SAS in ${secret.uri} is one of ${sas.resource === undefined ? 'the account' : 'a container'}.`);
  },
});

function problemOf({ resource, services, resourceTypes }: SasFields): string | undefined {
  if (resource !== undefined)
    return resource === 'c' ? undefined : `is of one ${kindOf(resource)} (sr=${resource}), not of the container`;
  if (services === undefined) return 'says neither sr nor ss, as each SAS does';
  if (!services.includes('b')) return `is not for blobs (ss=${services})`;
  const lacking = ['c', 'o'].filter((type) => !(resourceTypes ?? '').includes(type)).join('');
  return lacking === '' ? undefined : `lacks ${lacking} in srt=${resourceTypes ?? ''}`;
}

function kindOf(resource: string): string {
  return (
    { b: 'blob', bv: 'version of a blob', bs: 'snapshot of a blob', d: 'folder', f: 'file', s: 'share' }[resource] ??
    'thing'
  );
}
