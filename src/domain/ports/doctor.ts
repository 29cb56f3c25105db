import type { Finding } from '../doctor/finding';
import type { FailureCode } from '../failures/codes';
import type { Route } from '../route';

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
}
