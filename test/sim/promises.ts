/**
 * What the app promises, as far as the oracle must know it. A promise that grows, as another minute of patience, is set
 * here: then days that the app may lose today must come out well.
 */
export const PROMISES = {
  /** Minutes for which a refused identity is tried again, since roles and SAS take effect late. */
  accessMinutes: 10,
};
