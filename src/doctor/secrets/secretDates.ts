import { azSecret } from '../../domain/doctor/azNames';
import { notCheckable, ok, warning, type EndCheck } from '../check';
import { lookAtSecrets } from './lookAtSecrets';

/**
 * The vault answers a secret outside of its dates, too: they are for whoever reads it. Whether registries heed them is not known.
 *
 * @see https://github.com/Azure/AzureKeyVault/issues/19
 */
export const secretDates: EndCheck = {
  code: 'secret_dates',
  about: 'end',
  question: 'Is today within the dates of the secrets with the SAS?',
  isCheap: false,
  symptom: 'Nothing fails yet: the vault shows the secret as expired, or as not active before a date to come.',
  remedy: 'Put a new SAS into the secret, or correct its dates.',
  explains: ['export_run_failed', 'import_run_failed', 'secret_unavailable'],
  look: (deps, at) =>
    lookAtSecrets(deps, at, async ({ uri }) => {
      const seen = await deps.secretFacts.look(at.route, uri);
      if (seen.state !== 'there') return notCheckable(`The secret ${uri} is ${seen.state}.`);
      const now = deps.machine.now();
      const { expires, notBefore } = seen;
      const kept = azSecret(uri);
      const change = (option: string) =>
        kept && `az keyvault secret set-attributes --vault-name ${kept.vault} --name ${kept.secret} ${option}`;
      const asked = (say: string, command: string | undefined) => ({ say, ...(command !== undefined && { command }) });
      if (expires !== undefined && expires <= now) {
        const later = day(now + 90 * 24 * 3_600_000);
        return warning(
          `The secret ${uri} expired on ${day(expires)}, by its own attribute.`,
          asked(
            'Give the secret another date, if the SAS in it still lasts; or else put a new SAS into it.',
            change(`--expires ${later}`),
          ),
        );
      }
      if (notBefore !== undefined && notBefore > now) {
        return warning(
          `The secret ${uri} is not to be used before ${day(notBefore)}, by its own attribute.`,
          asked('Correct the date from which it is to be used.', change(`--not-before ${day(now - 24 * 3_600_000)}`)),
        );
      }
      return ok(
        expires === undefined
          ? `The secret ${uri} has no end.`
          : `The secret ${uri} is to be used until ${day(expires)}.`,
      );
    }),
};

function day(at: number): string {
  return new Date(at).toISOString().replace(/T.*/, 'T00:00Z');
}
