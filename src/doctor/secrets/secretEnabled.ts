import { azSecret } from '../../domain/doctor/azNames';
import { failed, notCheckable, ok, type EndCheck } from '../check';
import { lookAtSecrets } from './lookAtSecrets';

/** @see https://learn.microsoft.com/azure/key-vault/secrets/about-secrets#secret-attributes */
export const secretEnabled: EndCheck = {
  code: 'secret_enabled',
  about: 'end',
  question: 'Are the secrets with the SAS enabled?',
  isCheap: false,
  symptom: 'Runs fail at once with "Failed to access key vault" and the status 403, although the roles are right.',
  remedy: 'Enable the secret: az keyvault secret set-attributes --enabled true.',
  explains: ['export_run_failed', 'import_run_failed', 'secret_unavailable'],
  look: (deps, at) =>
    lookAtSecrets(deps, at, async ({ uri }) => {
      const seen = await deps.secretFacts.look(at.route, uri);
      if (seen.state === 'absent') return notCheckable(`There is no secret ${uri}.`);
      if (seen.state === 'there') return ok(`The vault answers the secret ${uri}.`);
      const kept = azSecret(uri);
      return failed(`The secret ${uri} is disabled: ${seen.words}`, {
        say: 'Enable the secret.',
        ...(kept && {
          command: `az keyvault secret set-attributes --vault-name ${kept.vault} --name ${kept.secret} --enabled true`,
        }),
      });
    }),
};
