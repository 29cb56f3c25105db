import { sasTimeProblem } from '../../domain/doctor/sasTimes';
import { failed, ok, warning } from '../check';
import { newSas } from './newSas';
import { sasCheck } from './sasCheck';

/** The service takes the clock of its own for both times: https://learn.microsoft.com/azure/storage/common/storage-sas-overview. */
export const sasTimes = sasCheck({
  code: 'sas_times',
  question: 'Is the SAS valid now, and for long enough (st, se)?',
  symptom: 'All runs fail since a certain day with "Failed to access storage" and the status 403.',
  remedy: 'Put a new SAS into the secret, or let the app renew it.',
  explains: ['export_run_failed', 'import_run_failed', 'access_denied'],
  async judge(deps, at, { secret, sas, tags }) {
    const isManaged = Object.values(tags).some((value) => value === 'acr-ferry');
    const wrong = sasTimeProblem(sas, deps.machine.now(), isManaged);
    if (wrong === undefined) {
      const until =
        sas.ends === undefined
          ? 'as long as its stored access policy says'
          : `until ${new Date(sas.ends).toISOString()}`;
      return ok(`The SAS in ${secret.uri} is valid ${until}.`);
    }
    const evidence = `The SAS in ${secret.uri} ${wrong.problem}.`;
    const fix = await newSas(deps, at, secret);
    return wrong.isLight ? warning(evidence, fix) : failed(evidence, fix);
  },
});
