import { FerryError } from './ferryError';

/** What a service's answer says about its error. */
export interface ServiceWords {
  /** The service's error code and message, free of secrets. */
  words: string;
  /** The service's own error code. */
  code?: string | undefined;
  correlationId?: string | undefined;
  /** Seconds that the service asks to wait before the next try. */
  retryAfterSeconds?: number | undefined;
  cause?: unknown;
}

/** A service did not answer, or asked to come back later. */
export class ServiceUnavailableError extends FerryError {
  readonly code = 'service_unavailable';
  override readonly transient = true;
  constructor(doing: string, said: ServiceWords) {
    super(
      `Could not ${doing}: ${said.words}`,
      'The app retries by itself. If this ended a transfer, check the health and the firewall of that service, then retry the transfer (POST …/retry).',
      { ...said, remedy: 'If that does not help, check the health and the firewall of that service.' },
    );
  }
}

/** A read for a plan would have to wait too long for its turn: others came first, or are not answered. */
export class ReadBudgetSpentError extends FerryError {
  readonly code = 'read_budget_spent';
  override readonly transient = true;
  /** @param retryAfterSeconds  when a turn may be free */
  constructor(registryName: string, readsPerMinute: number, retryAfterSeconds: number) {
    const remedy = 'If that does not help, raise FERRY_REGISTRY_READS_PER_MINUTE, or start fewer transfers at once.';
    super(
      `Could not read the registry ${registryName}: other reads came first, and the app makes no more than ${readsPerMinute} a minute for its plans, and 8 at once.`,
      'The app retries by itself. If this ended a transfer, raise FERRY_REGISTRY_READS_PER_MINUTE, or start fewer transfers at once; then retry the transfer (POST …/retry).',
      { retryAfterSeconds, remedy },
    );
  }
}

/** What would open a service to the app: a role of its identity, in words, or a better SAS in a secret. */
export type Access = string | { readonly sasSecretUri: string };

/** A service refused the app's identity or its SAS (401 or 403), or would refuse the SAS. */
export class AccessDeniedError extends FerryError {
  readonly code = 'access_denied';
  override readonly mayPassSoon = true;
  constructor(doing: string, access: Access, said: ServiceWords) {
    super(`Could not ${doing}: ${said.words}`, AccessDeniedError.remedyOf(access), said);
  }

  private static remedyOf(access: Access): string {
    return typeof access === 'string'
      ? `The app needs ${access}. Grant it, and check the network rules of that service. A new role assignment takes up to ten minutes to take effect.`
      : `Put a SAS that grants this and has not expired into the secret ${access.sasSecretUri}, and check the network rules of that service.`;
  }
}

/** A service refused a request for another reason; the same request would be refused again. */
export class ServiceRefusedError extends FerryError {
  readonly code = 'service_refused';
  constructor(doing: string, said: ServiceWords) {
    super(
      `Could not ${doing}: ${said.words}`,
      "Correct what the service's own message names, then retry the transfer (POST …/retry).",
      { ...said, remedy: "Correct what the service's own message names." },
    );
  }
}

/** A registry, pipeline, container or pipeline run of a route does not exist. */
export class ResourceNotFoundError extends FerryError {
  static readonly CODE = 'resource_not_found';
  readonly code = ResourceNotFoundError.CODE;
  override readonly mayPassSoon = true;
  /** @param route undefined where the resource may be the app's own */
  constructor(resource: string, route: string | undefined, said: ServiceWords) {
    const place = route === undefined ? 'its address in the settings' : `the route "${route}" in the routes file`;
    const remedy = `Create it, or correct ${place}`;
    super(`${resource} does not exist: ${said.words}`, `${remedy}; then retry the transfer (POST …/retry).`, {
      ...said,
      remedy: `${remedy}.`,
    });
  }
}

/** The record of a running transfer is no longer in the app's own store. */
export class TransferRecordGoneError extends FerryError {
  static readonly CODE = 'transfer_record_gone';
  readonly code = TransferRecordGoneError.CODE;
  constructor(transferId: string) {
    super(
      `The record transfers/${transferId}.json was removed from the state container while the transfer ran.`,
      'Find out who deletes from the container that FERRY_STATE_CONTAINER names, then start a new transfer.',
    );
  }
}

/** A blob of a ledger holds something else than the app writes. */
export class LedgerUnreadableError extends FerryError {
  readonly code = 'ledger_unreadable';
  /** @param place  where in the blob, as the end of a sentence */
  constructor(blob: string, place: string) {
    super(
      `The blob ${blob} is no part of a ledger as the app writes it: the mistake is ${place}.`,
      'Restore an earlier version of the blob. If there is none, delete it: what it held is then transferred again where somebody asks for what is new.',
    );
  }
}

/** A secret that a credential refers to could not be read. */
export class SecretUnavailableError extends FerryError {
  readonly code = 'secret_unavailable';
  override readonly mayPassSoon = true;
  constructor(secretUri: string, said: ServiceWords) {
    super(
      `Could not read the secret ${secretUri}: ${said.words}`,
      "Check that the secret exists and is enabled, and that the app's identity has Key Vault Secrets User on the vault.",
      said,
    );
  }
}

/** A secret that should hold a SAS holds something else, or a SAS that no service would take. */
export class SasMalformedError extends FerryError {
  readonly code = 'sas_malformed';
  /** @param problem what the secret holds, as the end of a sentence, without repeating it */
  constructor(secretUri: string, problem: string) {
    super(
      `The secret ${secretUri} has to hold a SAS of a container, but it ${problem}.`,
      'Put the SAS of the container into the secret: the text from sv= to sig=…, or the whole URL with it.',
    );
  }
}
