import { SecretUnavailableError, type SignInRefusedError } from '../../domain/failures/errors';
import { appNeedsOf } from '../../domain/roles/appNeeds';
import { SECRETS_USER } from '../../domain/roles/builtInRoles';
import { partsOfSecret } from '../../domain/roles/assignCommand';
import { failed, type EndOfRoute, type Found } from '../check';
import type { DoctorDependencies } from '../dependencies';
import { orPropagating } from './orPropagating';

/** The vault's own codes for a caller without a role, or without an access policy: https://learn.microsoft.com/azure/key-vault/general/rest-error-codes */
const LACKS_ROLE = /\bForbiddenByRbac\b|not authorized to perform action/i;
const LACKS_POLICY = /\bForbiddenByPolicy\b|does not have secrets \w+ permission/i;

/** The app gets no token, or may not read what it signs in with: then nothing can be asked, and no transfer runs. */
export async function cannotSignIn(
  deps: Pick<DoctorDependencies, 'permissions' | 'resources' | 'roleAssignments' | 'machine'>,
  { route, name, end }: EndOfRoute,
  error: SignInRefusedError | SecretUnavailableError,
): Promise<Found> {
  const { message, remedy, correlationId } = error;
  const id = correlationId !== undefined && { correlationId };
  const lacksPolicy = LACKS_POLICY.test(message);
  if (!(error instanceof SecretUnavailableError && (lacksPolicy || LACKS_ROLE.test(message)))) {
    return { ...failed(message, { say: remedy }), ...id };
  }
  const own = { name: 'default', type: 'managedIdentity' } as const;
  const app = await deps.permissions.principalOf({ credential: own, cloud: end.cloud }).catch(() => undefined);
  const need = appNeedsOf(name, end, route, { app }).find(
    ({ role, scope }) => role === SECRETS_USER.role && message.includes(scope),
  );
  const command = lacksPolicy ? need?.accessPolicyCommand : need?.command;
  const found = { ...failed(message, { say: remedy, ...(command !== undefined && { command }) }), ...id };
  if (lacksPolicy || !need) return found;
  const vault = await deps.resources.vaultOf(end, need.scope).catch(() => undefined);
  if (!vault) return found;
  const scope = `${vault.id}/secrets/${partsOfSecret(need.scope).secret}`;
  return orPropagating(deps, { end, principalId: app, scope, roles: [SECRETS_USER] }, found);
}
