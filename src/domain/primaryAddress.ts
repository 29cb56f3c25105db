/** The one address of a container that all its aliases share. */
export function primaryAddress(uri: string): string {
  return uri
    .replace(/^(https:\/\/[a-z0-9]+)-secondary\./, '$1.')
    .replace(/^(https:\/\/[a-z0-9]+)\.privatelink\./, '$1.')
    .replace(/^(https:\/\/[a-z0-9]+(?:\.z\d+)?)\.dfs\./, '$1.blob.');
}
