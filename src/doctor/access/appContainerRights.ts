import {
  AccessDeniedError,
  SecretUnavailableError,
  SignInRefusedError,
  type FerryError,
} from '../../domain/failures/errors';
import { appNeedsOf } from '../../domain/roles/appNeeds';
import { isOfNetwork } from '../../domain/isOfNetwork';
import { lacksDataRole } from '../../domain/lacksDataRole';
import { BLOB_CONTRIBUTOR, BLOB_DELEGATOR, BLOB_READER, type BuiltInRole } from '../../domain/roles/builtInRoles';
import { containerPath, partsOf } from '../../domain/roles/assignCommand';
import { allows, allowsData } from '../../domain/roles/permission';
import type { Fix } from '../../domain/doctor/finding';
import { failed, notCheckable, ok, warning, type EndCheck, type EndOfRoute, type Found } from '../check';
import type { DoctorDependencies } from '../dependencies';
import { worstFound } from '../worstFound';
import { cannotSignIn } from './cannotSignIn';
import { orNewRoleOnContainer } from './orNewRoleOnContainer';
import { orPropagating } from './orPropagating';

const SERVICES = 'Microsoft.Storage/storageAccounts/blobServices';
const BLOBS = `${SERVICES}/containers/blobs`;
/** Its scope is the account: https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key */
const CREATE_KEY = `${SERVICES}/generateUserDelegationKey/action`;

/** A list is tried; whether the app may write and delete is asked of Resource Manager, so that nothing is written. */
export const appContainerRights: EndCheck = {
  code: 'app_container_rights',
  about: 'end',
  question: 'May the app do with blobs of the container what transfers need?',
  isCheap: false,
  symptom:
    'Blobs cannot be copied or removed: 403 AuthorizationPermissionMismatch; or the app cannot sign in, or may not read its secret.',
  remedy:
    'Give the identity of the app a Storage Blob Data role on the container, and Storage Blob Delegator on the account of the source.',
  explains: ['access_denied', 'sign_in_refused', 'secret_unavailable'],
  async look(deps, at) {
    const { end } = at;
    try {
      await deps.containerProbes.exists(end);
    } catch (error) {
      if (error instanceof AccessDeniedError) return refused(deps, at, error);
      if (error instanceof SecretUnavailableError && (await isToldElsewhere(deps, at))) throw error;
      if (error instanceof SignInRefusedError || error instanceof SecretUnavailableError) {
        return cannotSignIn(deps, at, error);
      }
      throw error;
    }
    if (end.sasSecretUri !== undefined)
      return ok('The app lists blobs with its SAS; what else that allows is told by sas_rights.');
    const account = await deps.resources.storageAccountIdOf(end);
    if (account === undefined) {
      return notCheckable('The app lists blobs; it sees no storage account, to ask what else it may.', {
        say: 'Give the app the role Reader on the storage account.',
      });
    }
    return worstFound(await Promise.all([lookAtBlobs(deps, at, account), lookAtKey(deps, at, account)]));
  },
};

async function lookAtBlobs(deps: DoctorDependencies, at: EndOfRoute, account: string): Promise<Found> {
  const { end } = at;
  const wanted = (isReader(at) ? ['read'] : ['read', 'write', 'delete']).map((verb) => `${BLOBS}/${verb}`);
  const scope = `${account}${containerPath(partsOf(end.containerUri).container)}`;
  const allowed = await deps.permissions.at(end, scope);
  const lacking = wanted.filter((action) => !allowsData(allowed, action));
  if (lacking.length === 0)
    return ok(`The app lists blobs, and Resource Manager allows it ${wanted.join(', ')} in ${end.containerUri}.`);
  const found = failed(`In ${end.containerUri} the app lacks ${lacking.join(', ')}.`, await fixOf(deps, at));
  return orNewRoleOnContainer(deps, end, [roleFor(at)], found);
}

function isReader({ name, route }: EndOfRoute): boolean {
  return name === 'source' && route.target !== undefined && route.keepBlobs;
}

function roleFor(at: EndOfRoute): BuiltInRole {
  return isReader(at) ? BLOB_READER : BLOB_CONTRIBUTOR;
}

/** Storage of the target reads the source with a SAS that the app signs, but where the app carries the bytes itself. */
async function lookAtKey(deps: DoctorDependencies, at: EndOfRoute, account: string): Promise<Found> {
  const { end, name, route } = at;
  const { strategy } = route.copy;
  if (name !== 'source' || !route.target || strategy === 'relay') return ok('The app signs no SAS here.');
  if (allows(await deps.permissions.at(end, account), CREATE_KEY)) return ok('The app may sign a SAS of the account.');
  const evidence = `On ${account} the app lacks ${CREATE_KEY}, to sign the SAS with which the target's storage reads.`;
  const need = (await needsOf(deps, at)).find(({ role }) => role === BLOB_DELEGATOR.role);
  const fix = {
    say: `Assign ${BLOB_DELEGATOR.role} on the storage account to the identity of the app.`,
    ...(need?.command !== undefined && { command: need.command }),
  };
  const found =
    strategy === 'server' ? failed(evidence, fix) : warning(`${evidence} All bytes pass through the app.`, fix);
  const principalId = await deps.permissions.principalOf(end);
  return orPropagating(deps, { end, principalId, scope: account, roles: [BLOB_DELEGATOR] }, found);
}

async function refused(deps: DoctorDependencies, at: EndOfRoute, error: AccessDeniedError): Promise<Found> {
  const { message, remedy } = error;
  // It has a row of its own.
  if (isOfNetwork(error)) return { ...notCheckable(message, { say: remedy }), ...idOf(error) };
  const lacksRole = lacksDataRole(error);
  const found = { ...failed(message, lacksRole ? await fixOf(deps, at) : { say: remedy }), ...idOf(error) };
  return lacksRole ? orNewRoleOnContainer(deps, at.end, [roleFor(at)], found) : found;
}

/** The app's own SAS is in a secret that is not there, or is disabled: other rows are red. */
async function isToldElsewhere({ secretFacts }: DoctorDependencies, { route, end }: EndOfRoute): Promise<boolean> {
  if (end.sasSecretUri === undefined) return false;
  const seen = await secretFacts.look(route, end.sasSecretUri).catch(() => undefined);
  return seen?.state === 'absent' || seen?.state === 'disabled';
}

async function fixOf(deps: DoctorDependencies, at: EndOfRoute): Promise<Fix> {
  if (at.end.sasSecretUri !== undefined) return { say: 'Put a SAS that allows it into the secret.' };
  const need = (await needsOf(deps, at)).find(
    ({ role, scope }) => scope === at.end.containerUri && role.startsWith('Storage') && role !== BLOB_DELEGATOR.role,
  );
  const say = `Assign ${need?.role ?? 'Storage Blob Data Contributor'} on the container to the identity of the app.`;
  return { say, ...(need?.command !== undefined && { command: need.command }) };
}

async function needsOf({ permissions }: DoctorDependencies, { route, name, end }: EndOfRoute) {
  return appNeedsOf(name, end, route, { end: await permissions.principalOf(end) });
}

function idOf({ correlationId }: FerryError): { correlationId?: string } {
  return correlationId === undefined ? {} : { correlationId };
}
