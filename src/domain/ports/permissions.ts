import type { Permission } from '../roles/permission';
import type { RouteEnd } from '../route';

/** What the app itself may do, asked rather than guessed from the names of roles. */
export interface Permissions {
  /**
   * What the end's credential may do at a scope, an entry a role; none where it has none. Ask `allows` and `allowsData` what it means.
   * It says nothing of networks, locks, policies and conditions.
   *
   * @param scope  a resource id
   *
   * Errors: AccessDeniedError, ResourceNotFoundError, ServiceUnavailableError, ServiceRefusedError.
   */
  at(end: RouteEnd, scope: string): Promise<Permission[]>;
  /**
   * Object id of the end's credential, as its token says; undefined where that cannot be read.
   *
   * Errors: those of getting a token.
   */
  principalOf(end: Pick<RouteEnd, 'credential' | 'cloud'>): Promise<string | undefined>;
}
