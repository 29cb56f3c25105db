import { azSecret } from '../../domain/doctor/azNames';
import { failed, ok, type EndCheck } from '../check';
import { lookAtSecrets } from './lookAtSecrets';
import { newSas } from './newSas';

/** A vault that the app may not read throws: then nobody can say. */
export const secretExists: EndCheck = {
  code: 'secret_exists',
  about: 'end',
  question: 'Do the secrets with the SAS exist?',
  isCheap: false,
  symptom: 'Runs fail at once with "Failed to access key vault" and the status 404.',
  remedy: 'Put a SAS of the container into the secret that the pipeline names.',
  explains: ['export_run_failed', 'import_run_failed', 'secret_unavailable'],
  look: (deps, at) =>
    lookAtSecrets(deps, at, async (secret) => {
      const seen = await deps.secretFacts.look(at.route, secret.uri);
      if (seen.state !== 'absent') return ok(`There is the secret ${secret.uri}.`);
      const kept = azSecret(secret.uri);
      const fix = await newSas(deps, at, secret);
      // The name of a deleted secret is taken: https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
      const recover =
        kept &&
        `If it was deleted, recover it first: az keyvault secret recover --vault-name ${kept.vault} --name ${kept.secret}. `;
      return failed(`There is no secret ${secret.uri}: ${seen.words}`, { ...fix, say: `${recover ?? ''}${fix.say}` });
    }),
};
