import type { CredentialReference, Route, RouteEnd } from '../route';
import type { EndName } from '../runs/runFilter';
import { setPolicyCommand } from './accessPolicy';
import {
  accountScope,
  assignCommand,
  containerScope,
  isGuid,
  isPlainId,
  partsOfSecret,
  secretScope,
} from './assignCommand';
import {
  ACR_PULL,
  BLOB_CONTRIBUTOR,
  BLOB_DELEGATOR,
  BLOB_READER,
  CATALOG_LISTER,
  IDENTITY_OPERATOR,
  PIPELINE_CONTRIBUTOR,
  REPOSITORY_READER,
  SECRETS_OFFICER,
  SECRETS_USER,
  type BuiltInRole,
} from './builtInRoles';
import { sasNeedsOf } from './sasNeeds';

/** A role that an identity of the app needs at one end of a route. */
export interface AppNeed extends BuiltInRole {
  /** Resource id of the registry or the identity, address of the account or the container, URI of the secret or the vault. */
  readonly scope: string;
  /** Name of the credential; `default` is the app's own identity. */
  readonly identity: string;
  /** Its object id, where it is known. */
  readonly principalId?: string;
  readonly why: string;
  /** The registry's `roleAssignmentMode` in which this one counts; absent: in each. */
  readonly roleAssignmentMode?: 'LegacyRegistryPermissions' | 'AbacRepositoryPermissions';
  /** What grants it; absent while nobody knows whom. */
  readonly command?: string;
  /** The same in a vault that has access policies instead of roles. */
  readonly accessPolicyCommand?: string;
}

/** Object ids, as far as they are known. */
export interface Principals {
  /** Of the end's credential. */
  readonly end?: string | undefined;
  /** Of the app's own identity, which reads secrets. */
  readonly app?: string | undefined;
}

/**
 * What the app needs at one end of a route, for transfers, for its pipeline and for the SAS of that (acr-transfer §11; ABAC:
 * https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions).
 */
export function appNeedsOf(name: EndName, end: RouteEnd, route: Route, principals: Principals): AppNeed[] {
  const own = who(end.credential, principals.end);
  const app = who({ name: 'default', type: 'managedIdentity' }, principals.app);
  const { registryId, credential, sasSecretUri, pipelineSettings } = end;
  const written = writtenVaults(route);
  const identity = pipelineSettings?.userAssignedIdentity;
  const secrets = [
    ...secretOf(credential).map(
      (uri) => [uri, `The app reads what the credential ${credential.name} signs in with there.`] as const,
    ),
    ...(sasSecretUri === undefined ? [] : [[sasSecretUri, 'The app reads its SAS of the container there.'] as const]),
  ];
  const forTransfers = [
    ...registryNeeds(registryId).map((need) => finish(own, need, registryId, plain(registryId))),
    ...(sasSecretUri === undefined ? storageNeeds(name, end, route) : []).map(({ at, ...need }) =>
      finish(own, need, at.scope, at.inCommand),
    ),
    ...secrets.map(([uri, why]) => finish(app, { ...SECRETS_USER, why }, uri, secretScope(uri)?.scope, written)),
    ...(identity === undefined
      ? []
      : [
          finish(
            own,
            { ...IDENTITY_OPERATOR, why: 'The app gives the pipeline this identity.' },
            identity,
            plain(identity),
          ),
        ]),
  ];
  const forSas = sasNeedsOf(name, end).map(({ need, by, scope, inCommand }) =>
    finish(by === 'end' ? own : app, need, scope, inCommand, by === 'app' ? written : []),
  );
  return [...forTransfers, ...forSas.filter((one) => !forTransfers.some((other) => covers(other, one)))];
}

/** Roles on storage are of one identity there. */
function covers({ role, scope }: AppNeed, other: AppNeed): boolean {
  if (scope !== other.scope) return false;
  return role === other.role || (role === BLOB_CONTRIBUTOR.role && other.role === BLOB_READER.role);
}

type Wanted = Pick<AppNeed, 'role' | 'roleDefinitionId' | 'why' | 'roleAssignmentMode'>;

function registryNeeds(registryId: string): Wanted[] {
  const name = registryId.split('/').at(-1);
  const legacy = { roleAssignmentMode: 'LegacyRegistryPermissions' } as const;
  const abac = { roleAssignmentMode: 'AbacRepositoryPermissions' } as const;
  return [
    { ...PIPELINE_CONTRIBUTOR, why: `The app makes pipelines and pipeline runs of ${name}, and follows them.` },
    { ...ACR_PULL, ...legacy, why: 'The app reads tags, manifests and referrers.' },
    {
      ...REPOSITORY_READER,
      ...abac,
      why: 'The same in a registry with repository permissions, where AcrPull does not count.',
    },
    { ...CATALOG_LISTER, ...abac, why: 'The app lists repositories, for selections by pattern.' },
  ];
}

function storageNeeds(name: EndName, end: RouteEnd, { target, keepBlobs }: Route) {
  const { containerUri } = end;
  const container = { scope: containerUri, inCommand: containerScope(end) };
  if (name === 'target')
    return [{ ...BLOB_CONTRIBUTOR, why: 'The app copies blobs and manifests into it.', at: container }];
  const reads = target !== undefined && keepBlobs;
  const why = reads
    ? 'The app reads exported blobs.'
    : `The app reads exported blobs${target ? ', and deletes them after verification' : ', and writes their manifests'}.`;
  const account = { scope: containerUri.slice(0, containerUri.lastIndexOf('/')), inCommand: accountScope(end) };
  const delegates = {
    ...BLOB_DELEGATOR,
    why: 'The app signs the SAS with which the target’s storage reads.',
    at: account,
  };
  return [{ ...(reads ? BLOB_READER : BLOB_CONTRIBUTOR), why, at: container }, ...(target ? [delegates] : [])];
}

interface Who {
  identity: string;
  principalId?: string;
  assignee?: string;
}

function who({ name, ...credential }: CredentialReference, principalId: string | undefined): Who {
  if (principalId !== undefined && isGuid(principalId)) {
    return { identity: name, principalId, assignee: principalId };
  }
  const { clientId } = credential;
  if (clientId === undefined || !isGuid(clientId)) return { identity: name };
  return { identity: name, assignee: `$(az ad sp show --id ${clientId} --query id --output tsv)` };
}

/** Names of the vaults into which the app writes the SAS of an end of the route. */
function writtenVaults({ source, target }: Route): string[] {
  return [source, target].flatMap((end) =>
    // The name says only what the SAS may do.
    (end ? sasNeedsOf('source', end) : []).flatMap(({ need, scope }) =>
      need.role === SECRETS_OFFICER.role ? partsOfSecret(scope).vault : [],
    ),
  );
}

/** @param written  vaults in which the identity has more to do: an access policy replaces the one before, so that each has to allow all of it */
function finish(
  { assignee, ...identity }: Who,
  need: Wanted,
  scope: string,
  inCommand: string | undefined,
  written: readonly string[] = [],
): AppNeed {
  if (assignee === undefined || inCommand === undefined) return { ...need, scope, ...identity };
  const isWritten = need.role === SECRETS_USER.role && written.includes(partsOfSecret(scope).vault);
  const permissions = SECRET_PERMISSIONS[isWritten ? SECRETS_OFFICER.role : need.role];
  const accessPolicyCommand = permissions === undefined ? undefined : setPolicyCommand(scope, assignee, permissions);
  return {
    ...{ ...need, scope, ...identity, command: assignCommand(assignee, need.role, inCommand) },
    ...(accessPolicyCommand !== undefined && { accessPolicyCommand }),
  };
}

/** What an access policy has to allow in place of a role. */
const SECRET_PERMISSIONS: Readonly<Record<string, string>> = {
  [SECRETS_USER.role]: 'get',
  [SECRETS_OFFICER.role]: 'get list set',
};

function plain(id: string): string | undefined {
  return isPlainId(id) ? id : undefined;
}

/** The secret that a credential is in. */
function secretOf(credential: CredentialReference): string[] {
  if (credential.type === 'clientSecret') return [credential.secretUri];
  return credential.type === 'certificate' ? [credential.certificateUri] : [];
}
