import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';
import { arrivalOf } from './arrivalOf';
import { keepContent } from './keepContent';

/**
 * Keeps the Content-MD5 that was computed of a blob which nobody repairs: whatever goes on with the transfer, or retries it, compares
 * that, and reads the blob no more. The blob itself stays as it is.
 *
 * Errors: those of the app's own store.
 */
export async function keepDigest(
  deps: Pick<ActivityDependencies, 'transfers'>,
  { transferId, contentMd5 }: OfTransfer & { contentMd5: string },
): Promise<{ contentMd5: string }> {
  const arrival = await arrivalOf(deps, { transferId });
  const { kept } = await keepContent(deps, arrival, { transferId, defects: [], contentMd5 });
  if (kept.contentMd5 === undefined)
    throw new Error(`The transfer ${transferId} keeps a repair without a Content-MD5.`);
  return { contentMd5: kept.contentMd5 };
}
