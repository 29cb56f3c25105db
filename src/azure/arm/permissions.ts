import type { Permissions } from '../../domain/ports/permissions';
import type { Permission } from '../../domain/roles/permission';
import { scopeOf } from '../clientOptions';
import type { CredentialFor } from '../identity/credentials';
import { objectIdIn } from '../identity/objectIdIn';
import { toFerryError } from '../serviceError';
import { listResources } from './armResources';
import { createPipelineClients } from './pipelineClient';

const API_VERSION = '2022-04-01';

type PermissionDocument = { [Name in keyof Permission]?: unknown };

/** Source: https://learn.microsoft.com/rest/api/authorization/permissions */
export function createPermissions(credentialFor: CredentialFor): Permissions {
  const clientFor = createPipelineClients(credentialFor);
  return {
    async at(end, scope) {
      const path = `${scope}/providers/Microsoft.Authorization/permissions?api-version=${API_VERSION}`;
      const asking = { doing: `ask what the app may do on ${scope}`, access: `a role on ${scope}` };
      const entries = await listResources<PermissionDocument>(clientFor(end), end, path, asking);
      return entries.map(toPermission);
    },
    async principalOf({ credential, cloud }) {
      try {
        const token = await credentialFor(credential, cloud).getToken(scopeOf(cloud.resourceManagerAudience));
        return token ? objectIdIn(token.token) : undefined;
      } catch (error) {
        throw toFerryError(error, `get a token for the credential ${credential.name}`, 'an identity');
      }
    },
  };
}

function toPermission({ actions, notActions, dataActions, notDataActions }: PermissionDocument): Permission {
  return {
    actions: texts(actions),
    notActions: texts(notActions),
    dataActions: texts(dataActions),
    notDataActions: texts(notDataActions),
  };
}

function texts(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
}
