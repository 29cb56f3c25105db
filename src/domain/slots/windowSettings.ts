/** How many pipeline runs of one registry may be at work at once, for all transfers together. */
export interface WindowSettings {
  readonly exports: number;
  readonly imports: number;
}

export function limitOf({ exports, imports }: WindowSettings, kind: 'export' | 'import'): number {
  return kind === 'export' ? exports : imports;
}
