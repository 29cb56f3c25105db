import type { RouteEnd } from '../route';
import type { EndName } from '../runs/runFilter';
import { sasRights } from '../sas/sasRights';
import { accountScope, containerScope, secretScope, vaultScope } from './assignCommand';
import {
  BLOB_CONTRIBUTOR,
  BLOB_DELEGATOR,
  BLOB_READER,
  SECRETS_OFFICER,
  SECRETS_USER,
  type BuiltInRole,
} from './builtInRoles';

/** A role that it takes to make a SAS. */
export interface SasNeed {
  readonly need: BuiltInRole & { readonly why: string };
  /** Whether the identity of the end signs, or the app's own reads and writes secrets. */
  readonly by: 'end' | 'app';
  /** Address of the account or the container, URI of the vault or the secret. */
  readonly scope: string;
  /** The same in a command; undefined where a name is not plain. */
  readonly inCommand: string | undefined;
}

/**
 * What the app needs to make the SAS of a pipeline: it writes a secret that may not be there yet, so that the role is on the vault. A SAS
 * by user delegation can do no more than who signs it.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas#assign-permissions-with-azure-rbac
 */
export function sasNeedsOf(name: EndName, end: RouteEnd): SasNeed[] {
  const { containerUri, pipelineSettings } = end;
  const { sas, secretUri, vaultId, options = [] } = pipelineSettings ?? {};
  if (!sas || secretUri === undefined) return [];
  const officer: SasNeed = {
    need: { ...SECRETS_OFFICER, why: 'The app puts the SAS of the pipeline there, and renews it.' },
    ...{ by: 'app', scope: new URL(secretUri).origin, inCommand: vaultScope(secretUri, vaultId)?.scope },
  };
  if (sas.by === 'storedAccessPolicy') {
    const { accountKeySecretUri: scope } = sas;
    const why = 'The app reads the key of the storage account there, to sign the SAS of the pipeline.';
    return [officer, { need: { ...SECRETS_USER, why }, by: 'app', scope, inCommand: secretScope(scope)?.scope }];
  }
  const role = sasRights(name, options) === 'rl' ? BLOB_READER : BLOB_CONTRIBUTOR;
  const signs = { ...BLOB_DELEGATOR, why: 'The app signs the SAS of the pipeline.' };
  const may = { ...role, why: 'The SAS of the pipeline can do no more than the identity that signs it.' };
  const account = containerUri.slice(0, containerUri.lastIndexOf('/'));
  return [
    officer,
    { need: signs, by: 'end', scope: account, inCommand: accountScope(end) },
    { need: may, by: 'end', scope: containerUri, inCommand: containerScope(end) },
  ];
}
