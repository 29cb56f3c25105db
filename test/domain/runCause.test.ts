import { runCauseOf, type RunCause } from '../../src/domain/runCause';

const DIGEST = `sha256:${'503'.repeat(21)}4`;
const ARTIFACTS = ['team/keyvault:403', 'sas:503', `unavailable/app@${DIGEST}`, 'app:1.0'];

type Case = [words: string, kind: RunCause['kind'], where?: RunCause['where']];

/** What the emulated service says: local/registry/runs. */
const EMULATED: Case[] = [
  ['Failed to access key vault. The pipeline has no identity.', 'configuration', 'keyVault'],
  ['Failed to access key vault. Service request failed. Status: 404 (SecretNotFound)', 'configuration', 'keyVault'],
  ['Failed to access key vault. Service request failed. Status: 403 (Forbidden)', 'configuration', 'keyVault'],
  ['Failed to access key vault. Service request failed. Status: 401 (Unauthorized)', 'configuration', 'keyVault'],
  ['Failed to access key vault. Service request failed. Status: 503 (Unknown)', 'service'],
  ['Failed to access key vault. Service request failed. Status: 429 (Throttled)', 'service'],
  ['Failed to access key vault. connect ECONNREFUSED 127.0.0.1:5004', 'service'],
  ['Failed to access key vault. getaddrinfo ENOTFOUND gone.vault.azure.net', 'configuration', 'keyVault'],
  ['Failed to access storage. Service request failed. Status: 403 (AuthenticationFailed)', 'configuration', 'storage'],
  ['Failed to access storage. Service request failed. Status: 403 (AuthorizationFailure)', 'configuration', 'storage'],
  [
    'Failed to access storage. Service request failed. Status: 403 (AuthorizationPermissionMismatch)',
    'configuration',
    'storage',
  ],
  ['Failed to access storage. Service request failed. Status: 404 (ContainerNotFound)', 'configuration', 'storage'],
  ['Failed to access storage. Service request failed. Status: 404 (BlobNotFound)', 'service'],
  ['Failed to access storage. Service request failed. Status: 409 (BlobAlreadyExists)', 'service'],
  ['Failed to access storage. Service request failed. Status: 409 (ContainerBeingDeleted)', 'service'],
  ['Failed to access storage. Service request failed. Status: 503 (ServerBusy)', 'service'],
  ['Failed to access storage. Service request failed. Status: 500 (InternalError)', 'service'],
  ['Failed to access storage. connect ETIMEDOUT, timed out', 'service'],
  ['The pipeline of this run has been deleted.', 'configuration', 'pipeline'],
  ['The run was deleted.', 'service'],
  ["The artifact 'app:1.0' was not found in the registry.", 'artifact'],
  ["The tag 'app:1.0' already exists, and the pipeline does not have the option OverwriteTags.", 'artifact'],
  ["The artifact 'app:1.0' is incomplete: the blob has no manifest sha256:1.", 'artifact'],
  [
    "The artifact 'app:1.0' cannot be exported: the tag is locked (readEnabled is false). Unlock it with az acr repository update, or leave it out.",
    'artifact',
  ],
  ["The blob 'x.tar.gz' has the catalog digest sha256@1, not sha256@2.", 'artifact'],
  ["The blob 'x.tar.gz' could not be read. unexpected end of file", 'artifact'],
  ['Unexpected error. x is not a function', 'artifact'],
];

/** What users of the service report, and its troubleshooting describes. */
const REPORTED: Case[] = [
  [
    'Failed to access storage.  Service request failed.  Status: 403 (This request is not authorized to perform this operation)',
    'configuration',
    'storage',
  ],
  ['403 Forbidden error when accessing Azure Key Vault', 'configuration', 'keyVault'],
  [
    'Status=403 Code="Forbidden" Message="Caller is not authorized to perform action on resource." InnerError={"code":"ForbiddenByRbac"} Vault: kv;location=westus keyvault.BaseClient#GetSecret',
    'configuration',
    'keyVault',
  ],
  ["Operation returned an invalid status code 'Forbidden'", 'configuration'],
  ['Response status code does not indicate success: 401 (Unauthorized).', 'configuration'],
  ['Response status code does not indicate success: 503 (Service Unavailable).', 'service'],
  ['The SAS token is expired.', 'configuration', 'storage'],
  ['HTTP 429: too many requests', 'service'],
];

/** Names that look like causes. */
const NAMED: Case[] = [
  ["The artifact 'team/keyvault:403' is incomplete: it lacks a layer.", 'artifact'],
  ['team/keyvault:403 is incomplete.', 'artifact'],
  ["The artifact 'sas:503' was not found in the registry.", 'artifact'],
  [`unavailable/app@${DIGEST} has a layer that is too large: 8589935503 bytes.`, 'artifact'],
  ["The repository 'denied' holds no such manifest.", 'artifact'],
  ["A layer of 'other/keyvault-forbidden:1' has 503 bytes.", 'artifact'],
  ["The artifact 'app:1.0' could not be read: access denied.", 'artifact'],
  ["The artifact 'app:1.0' could not be imported. Status: 503 (ServerBusy)", 'service'],
  [
    "Failed to access storage while exporting 'app:1.0'. Status: 403 (AuthenticationFailed)",
    'configuration',
    'storage',
  ],
];

const CASES = [...EMULATED, ...REPORTED, ...NAMED].map(([words, kind, where]) => ({
  words,
  cause: { kind, ...(where && { where }) },
}));

it.each(CASES)('$words', ({ words, cause }) => {
  const message = `The import run i0123456789abcdef0123456789abcdef failed: ${words}`;
  expect(runCauseOf(message, ARTIFACTS)).toEqual(cause);
});
