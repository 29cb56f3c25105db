import { primaryAddress } from '../primaryAddress';
import type { Route } from '../route';

/**
 * What the names of a route's blobs begin with, as lifecycle rules name them: `{container}/{route}-` (`blobNameFor`), or the container alone
 * where somebody else gives the names.
 */
export function blobsBegin({ name, source }: Pick<Route, 'name' | 'source'>, containerUri: string): string {
  const container = new URL(primaryAddress(containerUri)).pathname.split('/').filter(Boolean).at(-1) ?? '';
  return `${container}/${source ? `${name}-` : ''}`;
}
