/** What made a pipeline run fail, as far as its words tell. */
export interface RunCause {
  /**
   * `configuration`: no other run of the pipeline could do better before somebody mends it. `service`: another try may do better.
   * `artifact`: it may lie in one of the artifacts.
   */
  kind: 'configuration' | 'service' | 'artifact';
  /** Where somebody has to look. */
  where?: 'keyVault' | 'storage' | 'pipeline';
}

const ARTIFACT: RunCause = { kind: 'artifact' };

const KEY_VAULT = /key ?vault/i;
/** "Failed to access storage. Service request failed. Status: 403 (…)" (Azure/azure-cli-extensions#8706). */
const STORAGE = /failed to access storage|storage account|AuthorizationPermissionMismatch|ContainerNotFound|\bSAS\b/i;
const PIPELINE_GONE = /\bpipeline\b[^.]*\b(?:deleted|not found|does not exist|could not be found)/i;

/** "Status: 403", "HTTP 429", "does not indicate success: 503". */
const LABELLED_STATUS = /\b(?:status(?: ?code)?|http(?:\/[\d.]+)?|success)\W{0,4}(\d{3})\b/i;
/** "403 Forbidden", "401 (Unauthorized)". */
const NAMED_STATUS = /\b(\d{3}) \(?[A-Z][a-z]+/;
const REFUSED = /forbidden|denied|unauthori[sz]ed|not authorized|authentication ?failed|has no identity/i;
const BUSY =
  /throttl|too many requests|timed? ?out|temporar|unavailable|server ?busy|internal ?server ?error|ECONN\w+|EAI_AGAIN|connection reset/i;
/** The blob of this run, which another run makes anew; and a run that somebody deleted. */
const OF_THIS_RUN = /BlobNotFound|blob does not exist|BlobAlreadyExists|BeingDeleted|run was deleted/i;

/** What a text names may be called anything: a repository "keyvault", a tag "403". */
const NAMES =
  /\b(repository|artifact|tag|image|blob|manifest)s? (?:'[^']*'|"[^"]*")|'[^' ]*[/:@][^' ]*'|"[^" ]*[/:@][^" ]*"|sha256:\w+/gi;

/**
 * Reads from the words of a failed run what made it fail. No text of a failed run is documented but that of refused storage and
 * the statuses (403 of key vault and storage) that the service's troubleshooting names: all others are [INF].
 *
 * @param artifacts  the artifacts of the run, as it was asked for them
 * @see https://learn.microsoft.com/azure/container-registry/container-registry-transfer-troubleshooting
 */
export function runCauseOf(message: string, artifacts: readonly string[] = []): RunCause {
  const words = artifacts
    .flatMap(namesOf)
    .reduce((text, name) => text.replaceAll(name, '…'), message)
    .replace(NAMES, '$1 …');
  const where = whereIn(words);
  const status = statusIn(words);
  if (BUSY.test(words) || OF_THIS_RUN.test(words) || (status !== undefined && isBusy(status)))
    return { kind: 'service' };
  if (where) return { kind: 'configuration', where };
  if (words !== message) return ARTIFACT;
  const isRefused = REFUSED.test(words) || status === 401 || status === 403;
  return isRefused ? { kind: 'configuration' } : ARTIFACT;
}

/** Whether the vault or the storage refused, as far as the words tell: for want of a role, perhaps. */
export function isRefusal({ kind, where }: RunCause): boolean {
  return kind === 'configuration' && where !== 'pipeline';
}

/** An artifact, and its repository: one without a path may be a word, or part of one. */
function namesOf(artifact: string): string[] {
  const [repository = ''] = artifact.split(/[:@]/);
  return repository.includes('/') ? [artifact, repository] : [artifact];
}

function whereIn(words: string): RunCause['where'] {
  if (KEY_VAULT.test(words)) return 'keyVault';
  if (STORAGE.test(words)) return 'storage';
  return PIPELINE_GONE.test(words) ? 'pipeline' : undefined;
}

function statusIn(words: string): number | undefined {
  const [, text] = LABELLED_STATUS.exec(words) ?? NAMED_STATUS.exec(words) ?? [];
  const status = Number(text);
  return status >= 400 && status < 600 ? status : undefined;
}

function isBusy(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}
