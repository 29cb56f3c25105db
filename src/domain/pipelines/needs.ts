import type { RouteEnd } from '../route';
import type { EndName } from '../runs/runFilter';
import type { ActualPipeline, DesiredPipeline } from './pipeline';

/** A role that the identity of a pipeline needs, without which its runs fail. */
export interface Need {
  role: string;
  /** Id of the role's definition, the same in every tenant. */
  roleDefinitionId: string;
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

/** Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const CONTRIBUTOR = ['Storage Blob Data Contributor', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'] as const;
const READER = ['Storage Blob Data Reader', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'] as const;
const SECRETS_USER = ['Key Vault Secrets User', '4633458b-17de-408a-b874-0445c86b69e6'] as const;

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NAME = /^[a-zA-Z0-9-]+$/;
/** Nothing that a shell would take for more than text. */
const PLAIN_ID = /^[\p{L}\p{Nd}/_.()-]+$/u;

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
      : secretNeed(wanted.secretUri ?? '', who, assignee);
  });
}

type Who = Pick<Need, 'identity' | 'principalId'>;

function storageNeed(
  name: EndName,
  { containerUri }: RouteEnd,
  options: readonly string[],
  who: Who,
  assignee: string | undefined,
): Need {
  const deletes = options.some((option) => option.toLowerCase() === 'deletesourceblobonsuccess');
  const writes = name === 'source' || deletes;
  const [role, roleDefinitionId] = writes ? CONTRIBUTOR : READER;
  const why = writes
    ? `The pipeline ${name === 'source' ? 'writes blobs into' : 'deletes blobs from'} the container with its identity.`
    : 'The pipeline reads blobs of the container with its identity.';
  const need: Need = { role, roleDefinitionId, scope: containerUri, ...who, why };
  const { account, container } = partsOf(containerUri);
  if (assignee === undefined || !NAME.test(account) || !NAME.test(container)) return need;
  const scope = `$(az storage account show --name ${account} --query id --output tsv)/blobServices/default/containers/${container}`;
  return { ...need, command: assignment(assignee, role, scope) };
}

function secretNeed(secretUri: string, who: Who, assignee: string | undefined): Need {
  const [role, roleDefinitionId] = SECRETS_USER;
  const why = 'The pipeline reads the SAS of the container from the secret with its identity.';
  const need: Need = { role, roleDefinitionId, scope: secretUri, ...who, why };
  if (assignee === undefined || !URL.canParse(secretUri)) return need;
  const { hostname, pathname } = new URL(secretUri);
  const [vault = '', secret = ''] = [hostname.split('.')[0], pathname.split('/')[2]];
  if (!NAME.test(vault) || !NAME.test(secret)) return need;
  const scope = `$(az keyvault show --name ${vault} --query id --output tsv)/secrets/${secret}`;
  return {
    ...need,
    command: assignment(assignee, role, scope),
    accessPolicyCommand: `az keyvault set-policy --name ${vault} --object-id ${assignee} --secret-permissions get`,
  };
}

function assignment(assignee: string, role: string, scope: string): string {
  return `az role assignment create --assignee-object-id ${assignee} --assignee-principal-type ServicePrincipal --role "${role}" --scope "${scope}"`;
}

/** The account is the first part of the host, or of the path where the host is an emulator's. */
function partsOf(containerUri: string): { account: string; container: string } {
  const { hostname, pathname } = new URL(containerUri);
  const [first = '', second] = pathname.split('/').filter(Boolean);
  return second === undefined
    ? { account: hostname.split('.')[0] ?? '', container: first }
    : { account: first, container: second };
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
    return { identity: id, ...(PLAIN_ID.test(id) && { assignee }) };
  });
}

function known(principalId: string | undefined): Omit<Principal, 'identity'> {
  return principalId !== undefined && GUID.test(principalId) ? { principalId, assignee: principalId } : {};
}
