import { AccessDeniedError } from '../../domain/failures/errors';
import { appNeedsOf } from '../../domain/roles/appNeeds';
import { BLOB_DELEGATOR } from '../../domain/roles/builtInRoles';
import { containerPath, partsOf } from '../../domain/roles/assignCommand';
import { allowsData } from '../../domain/roles/permission';
import type { Fix } from '../../domain/doctor/finding';
import { failed, notCheckable, ok, type EndCheck, type EndOfRoute } from '../check';
import type { DoctorDependencies } from '../dependencies';

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';

/** A list is tried; whether the app may write and delete is asked of Resource Manager, so that nothing is written. */
export const appContainerRights: EndCheck = {
  code: 'app_container_rights',
  about: 'end',
  question: 'May the app do with blobs of the container what transfers need?',
  isCheap: false,
  symptom: 'Blobs cannot be copied or removed: 403 AuthorizationPermissionMismatch.',
  remedy: 'Give the identity of the app a Storage Blob Data role on the container.',
  explains: ['access_denied'],
  async look(deps, at) {
    const { end, name, route } = at;
    try {
      await deps.containerProbes.exists(end);
    } catch (error) {
      if (!(error instanceof AccessDeniedError)) throw error;
      return { ...failed(error.message, await fixOf(deps, at)), ...idOf(error) };
    }
    if (end.sasSecretUri !== undefined)
      return ok('The app lists blobs with its SAS; what else that allows is told by sas_rights.');
    const account = await deps.resources.storageAccountIdOf(end);
    if (account === undefined) {
      return notCheckable('The app lists blobs; it sees no storage account, to ask what else it may.', {
        say: 'Give the app the role Reader on the storage account.',
      });
    }
    const isReader = name === 'source' && route.target !== undefined && route.keepBlobs;
    const wanted = (isReader ? ['read'] : ['read', 'write', 'delete']).map((verb) => `${BLOBS}/${verb}`);
    const allowed = await deps.permissions.at(end, `${account}${containerPath(partsOf(end.containerUri).container)}`);
    const lacking = wanted.filter((action) => !allowsData(allowed, action));
    return lacking.length === 0
      ? ok(`The app lists blobs, and Resource Manager allows it ${wanted.join(', ')} in ${end.containerUri}.`)
      : failed(`In ${end.containerUri} the app lacks ${lacking.join(', ')}.`, await fixOf(deps, at));
  },
};

async function fixOf({ permissions }: DoctorDependencies, { route, name, end }: EndOfRoute): Promise<Fix> {
  const needs = appNeedsOf(name, end, route, { end: await permissions.principalOf(end) });
  const need = needs.find(
    ({ role, scope }) => scope === end.containerUri && role.startsWith('Storage') && role !== BLOB_DELEGATOR.role,
  );
  const say = need
    ? `Assign ${need.role} on the container to the identity of the app.`
    : 'Put a SAS that allows it into the secret.';
  return { say, ...(need?.command !== undefined && { command: need.command }) };
}

function idOf({ correlationId }: AccessDeniedError): { correlationId?: string } {
  return correlationId === undefined ? {} : { correlationId };
}
