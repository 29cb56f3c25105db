/** Artifacts that are skipped, on one page of the store. */
export const SKIPPED_PER_PAGE = 500;
/** Batches of which one page of the API tells. */
export const BATCHES_PER_PAGE = 10;
