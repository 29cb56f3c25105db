import { accountKeyGrant, vaultWriterGrant } from '../sas/grants';
import { secretPlace } from '../sas/places';
import { FerryError } from './ferryError';
import { RequestError } from './requestErrors';
import type { ServiceWords } from './serviceErrors';

/** The routes file does not say how the app should make the SAS of any pipeline that was asked for. */
export class SasUndescribedError extends RequestError {
  readonly code = 'sas_undescribed';
  constructor(route: string, ends: readonly string[]) {
    super(
      `The routes file does not say how the app should make a SAS for the route "${route}": there is no "sas" in "pipelineSettings" of ${ends.join(', nor of ')}.`,
      'Give "pipelineSettings" of the end a "secretUri" and "sas", as { "by": "userDelegation" }; docs/setup.md describes both.',
    );
  }
}

/** The secret that should get a SAS serves something else, which writing it would break. */
export class SasSecretTakenError extends RequestError {
  readonly code = 'sas_secret_taken';
  /** @param why  the end of a sentence, without repeating the secret */
  constructor(secretUri: string, why: string) {
    super(
      `Nothing was written into the secret ${secretUri}: ${why}.`,
      'Name another secret as "secretUri" of the pipeline, or delete this one if nobody needs what it holds; then send the request again.',
    );
  }
}

/** The vault refuses to take a secret from the app. */
export class SecretUnwritableError extends FerryError {
  readonly code = 'secret_unwritable';
  constructor(secretUri: string, said: ServiceWords) {
    const { vault, name } = secretPlace(secretUri);
    super(
      `Could not write the secret ${secretUri}: ${said.words}`,
      `The app needs ${vaultWriterGrant(secretUri)}. A secret that was deleted has to be recovered or purged first: az keyvault secret recover --vault-name ${vault} --name ${name}.`,
      said,
    );
  }
}

/** A secret that should hold the key of a storage account holds something else. */
export class AccountKeyMalformedError extends FerryError {
  readonly code = 'account_key_malformed';
  /** @param problem  what the secret holds, as the end of a sentence, without repeating it */
  constructor(containerUri: string, accountKeySecretUri: string, problem: string) {
    super(
      `The secret ${accountKeySecretUri} has to hold the key of a storage account, but it ${problem}.`,
      `The app needs ${accountKeyGrant(containerUri, accountKeySecretUri)}.`,
    );
  }
}

/** A container has as many stored access policies as the service takes, and none of them is the app's to remove. */
export class PoliciesFullError extends FerryError {
  readonly code = 'policies_full';
  constructor(containerUri: string, ids: readonly string[]) {
    super(
      `The container ${containerUri} takes no other stored access policy: it has ${ids.length}, ${ids.join(', ')}.`,
      'Delete one that nobody uses (az storage container policy delete); every SAS that names it ends with it.',
    );
  }
}
