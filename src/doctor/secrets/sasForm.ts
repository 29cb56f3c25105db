import { sasFormProblem } from '../../domain/doctor/sasForm';
import { failed, notCheckable, ok, warning, type EndCheck } from '../check';
import { lookAtSecrets } from './lookAtSecrets';
import { newSas } from './newSas';

/** The secret holds the SAS with its leading question mark (acr-transfer §11). */
export const sasForm: EndCheck = {
  code: 'sas_form',
  about: 'end',
  question: 'Do the secrets hold a SAS, in the form in which it is read?',
  isCheap: false,
  symptom:
    'Runs fail with "Failed to access storage" and the status 403 or 400: the secret holds an account key, a whole URL, a SAS in quotes.',
  remedy: 'Store the SAS alone, with one question mark before it, as it was made: not quoted, not encoded again.',
  explains: ['export_run_failed', 'import_run_failed', 'sas_malformed'],
  look: (deps, at) =>
    lookAtSecrets(deps, at, async (secret) => {
      const seen = await deps.secretFacts.look(at.route, secret.uri);
      if (seen.state !== 'there') return notCheckable(`The secret ${secret.uri} is ${seen.state}.`);
      const wrong = sasFormProblem(seen.value, secret.users.includes('pipeline') ? 'registry' : 'app');
      if (!wrong) return ok(`The secret ${secret.uri} holds a SAS.`);
      const evidence = `The secret ${secret.uri} ${wrong.problem}.`;
      const fix = await newSas(deps, at, secret);
      return wrong.isLight ? warning(evidence, fix) : failed(evidence, fix);
    }),
};
