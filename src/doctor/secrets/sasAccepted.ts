import { sasTimeProblem } from '../../domain/doctor/sasTimes';
import { readSas } from '../../domain/sasSecret';
import { failed, notCheckable, ok } from '../check';
import { newSas } from './newSas';
import { sasCheck } from './sasCheck';

/**
 * A request as the registry makes it. What storage says before or after it has found the signature good is the matter of other checks.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
 */
export const sasAccepted = sasCheck({
  code: 'sas_accepted',
  question: 'Does storage take the signature of the SAS?',
  symptom:
    'Runs fail with "Failed to access storage" and the status 403 (AuthenticationFailed), though everything in the SAS is right.',
  remedy:
    'Make a new SAS: a key of the account was changed, a stored access policy or a user delegation key was revoked, or the SAS is of another account.',
  explains: ['export_run_failed', 'import_run_failed', 'access_denied'],
  async judge(deps, at, { secret, sas, value }) {
    const late = sasTimeProblem(sas, deps.machine.now(), true);
    if (late && !late.isLight) return notCheckable(`The SAS in ${secret.uri} ${late.problem}: storage was not asked.`);
    const reading = readSas(value);
    if (!('sas' in reading)) return notCheckable(`The secret ${secret.uri} ${reading.problem}: storage was not asked.`);
    const answer = await deps.containerProbes.listWith(at.end, reading.sas);
    if (answer.isAccepted) return ok(`Storage answers a list with the SAS in ${secret.uri}.`);
    const { code, words, correlationId } = answer;
    const evidence = `Storage answers a list with the SAS in ${secret.uri}: ${words}`;
    const id = correlationId !== undefined && { correlationId };
    if (
      code === 'AuthorizationPermissionMismatch' &&
      (sas.permissions === undefined || sas.permissions.includes('l'))
    ) {
      const why = 'Whoever signed it, or its stored access policy, lacks the right that the SAS is to give.';
      return { ...failed(`${evidence} ${why}`, await newSas(deps, at, secret)), ...id };
    }
    if (SIGNED.has(code)) return { ...ok(evidence), ...id };
    // Azurite says the second.
    const isRefused = code === 'AuthenticationFailed' || /failed to authenticate/i.test(words);
    return { ...(isRefused ? failed(evidence, await newSas(deps, at, secret)) : notCheckable(evidence)), ...id };
  },
});

/** What storage says once it has taken the signature. */
const SIGNED = new Set(['AuthorizationPermissionMismatch', 'ContainerNotFound', 'ContainerBeingDeleted']);
