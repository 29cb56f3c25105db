import type { Finding } from '../doctor/finding';
import type { FailureCode } from '../failures/codes';
import type { Route, RouteEnd } from '../route';
import type { RunCause } from '../runCause';
import type { EndName } from '../runs/runFilter';

/** Examines what a route needs before it can transfer anything. */
export interface Doctor {
  /**
   * One finding a check, and an end where the check is about an end. It throws nothing: what cannot be checked says why.
   *
   * @param only  `cheap`: what a few reads answer within seconds, as before each transfer
   */
  examine(route: Route, only?: 'cheap'): Promise<Finding[]>;
  /** What is red or yellow of that which may explain failures with these codes. It throws nothing. */
  explain(route: Route, codes: readonly FailureCode[]): Promise<Finding[]>;
  /**
   * By when a role of the identity of an end's pipeline acts that was too new when a run was refused, or was only given later; ISO 8601.
   * Undefined where all were old enough, there is none, or nobody tells.
   *
   * @param refusedAt  milliseconds since 1970
   * @param where  what refused; where nobody tells, the roles on either count
   *
   * Errors: AccessDeniedError, ResourceNotFoundError, ServiceUnavailableError, ServiceRefusedError.
   */
  newRoleActsBy(
    name: EndName,
    end: RouteEnd,
    refusedAt: number,
    where?: RunCause['where'],
  ): Promise<string | undefined>;
}
