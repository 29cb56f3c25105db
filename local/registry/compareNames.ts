/** Orders names as registries list them: by code unit, not by any locale. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
