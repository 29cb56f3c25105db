/** The two ends of a route. */
export type EndName = 'source' | 'target';

export const END_NAMES = ['source', 'target'] as const satisfies readonly EndName[];
