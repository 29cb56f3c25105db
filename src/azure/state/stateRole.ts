/** What the app's identity needs on the state container. */
export const STATE_ROLE =
  "Storage Blob Data Contributor on the container of the app's own state (FERRY_STATE_CONTAINER)";
