import { setPolicyCommand } from '../roles/accessPolicy';
import { assignCommand, containerScope, isGuid, isPlainId, secretScope } from '../roles/assignCommand';
import { BLOB_CONTRIBUTOR, BLOB_READER, SECRETS_USER } from '../roles/builtInRoles';
import type { RouteEnd } from '../route';
import type { EndName } from '../runs/runFilter';
import type { ActualPipeline, DesiredPipeline } from './pipeline';

/** A role that the identity of a pipeline needs, without which its runs fail. */
export interface Need {
  role: string;
  /** Id of the role's definition, the same in every tenant. */
  roleDefinitionId: string;
  /** What it is needed on. */
  resource: 'container' | 'secret';
  /** Address of the container, or URI of the secret. */
  scope: string;
  /** Resource id of the user-assigned identity, or that of the pipeline, whose identity is its own. */
  identity: string;
  /** Object id of the identity; absent until the service tells it. */
  principalId?: string;
  why: string;
  /** What grants it; absent while the principal is not known. */
  command?: string;
  /** What grants it in a vault that has access policies instead of roles. */
  accessPolicyCommand?: string;
}

/** What the pipeline's identity needs (acr-transfer §11), for the pipeline as it should be, or else as it is. */
export function needsOf(
  name: EndName,
  end: RouteEnd,
  desired: DesiredPipeline | undefined,
  actual: ActualPipeline | undefined,
  pipelineId: string,
): Need[] {
  const wanted = desired ?? actual;
  if (!wanted) return [];
  const principals = principalsOf(desired, actual, pipelineId);
  return principals.map(({ identity, principalId, assignee }) => {
    const who = { identity, ...(principalId !== undefined && { principalId }) };
    return wanted.storageAccessMode.toLowerCase() === 'managedidentity'
      ? storageNeed(name, end, wanted.options, who, assignee)
      : secretNeed(wanted.secretUri ?? '', end, who, assignee);
  });
}

type Who = Pick<Need, 'identity' | 'principalId'>;

function storageNeed(
  name: EndName,
  end: RouteEnd,
  options: readonly string[],
  who: Who,
  assignee: string | undefined,
): Need {
  const deletes = options.some((option) => option.toLowerCase() === 'deletesourceblobonsuccess');
  const writes = name === 'source' || deletes;
  const role = writes ? BLOB_CONTRIBUTOR : BLOB_READER;
  const why = writes
    ? `The pipeline ${name === 'source' ? 'writes blobs into' : 'deletes blobs from'} the container with its identity.`
    : 'The pipeline reads blobs of the container with its identity.';
  const need: Need = { ...role, resource: 'container', scope: end.containerUri, ...who, why };
  const scope = containerScope(end);
  if (assignee === undefined || scope === undefined) return need;
  return { ...need, command: assignCommand(assignee, role.role, scope) };
}

function secretNeed(secretUri: string, { pipelineSettings }: RouteEnd, who: Who, assignee: string | undefined): Need {
  const why = 'The pipeline reads the SAS of the container from the secret with its identity.';
  const need: Need = { ...SECRETS_USER, resource: 'secret', scope: secretUri, ...who, why };
  const place = secretScope(secretUri, pipelineSettings?.vaultId);
  if (assignee === undefined || !place) return need;
  const accessPolicyCommand = setPolicyCommand(secretUri, assignee, 'get');
  return {
    ...need,
    command: assignCommand(assignee, SECRETS_USER.role, place.scope),
    ...(accessPolicyCommand !== undefined && { accessPolicyCommand }),
  };
}

/** Whom a role is to be given to, and how a command names them. */
interface Principal extends Who {
  assignee?: string;
}

function principalsOf(
  desired: DesiredPipeline | undefined,
  actual: ActualPipeline | undefined,
  pipelineId: string,
): Principal[] {
  const { principalId, userAssigned = [] } = actual?.identity ?? {};
  const wanted = desired?.userAssignedIdentity;
  const ids = desired ? (wanted === undefined ? [] : [wanted]) : userAssigned.map(({ id }) => id);
  if (ids.length === 0) return [{ identity: pipelineId, ...known(principalId) }];
  return ids.map((id) => {
    const found = userAssigned.find((one) => one.id.toLowerCase() === id.toLowerCase());
    if (found?.principalId !== undefined) return { identity: id, ...known(found.principalId) };
    const assignee = `$(az identity show --ids "${id}" --query principalId --output tsv)`;
    return { identity: id, ...(isPlainId(id) && { assignee }) };
  });
}

function known(principalId: string | undefined): Omit<Principal, 'identity'> {
  return principalId !== undefined && isGuid(principalId) ? { principalId, assignee: principalId } : {};
}
