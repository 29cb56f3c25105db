/**
 * What the app promises, as far as the oracle must know it. A promise that grows, as another minute of patience, is set
 * here: then days that the app may lose today must come out well.
 */
export const PROMISES = {
  /** Minutes for which a refused identity is tried again, since roles and SAS take effect late. */
  accessMinutes: 0,
  /** Whether a running transfer stays on the route as it was when it began. */
  pinsRoutes: false,
  /** Whether a transfer whose orchestration was terminated or lost goes on when somebody asks for it. */
  takesUpLost: false,
};
