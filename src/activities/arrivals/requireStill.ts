import { isStill, type ArrivedBlob } from '../../domain/arrivals/arrivedBlob';
import { ArrivedBlobGoneError, ArrivedBlobReplacedError } from '../../domain/failures/errors';
import type { LookedAtBlob } from '../../domain/ports/arrivedBlobs';
import type { ActivityDependencies } from '../dependencies';
import type { Arrival } from './arrivalOf';

/**
 * The blob of an arrival as it is now.
 *
 * Errors: ArrivedBlobGoneError, ArrivedBlobReplacedError, those of ArrivedBlobs.
 */
export async function requireStill(
  { arrivedBlobs }: Pick<ActivityDependencies, 'arrivedBlobs'>,
  { route: { target }, blob }: Arrival,
  arrived: ArrivedBlob,
): Promise<LookedAtBlob> {
  const there = await arrivedBlobs.look(target, arrived.name);
  if (!there) throw new ArrivedBlobGoneError(blob);
  if (!isStill(arrived, there)) throw new ArrivedBlobReplacedError(blob);
  return there;
}
