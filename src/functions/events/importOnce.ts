import { arrivedBlob } from '../../domain/arrivals/arrivedBlob';
import type { BlobProperties } from '../../domain/copy/exportedBlob';
import { FerryError, ServiceUnavailableError } from '../../domain/failures/errors';
import { arrivalTransferId } from '../../domain/names';
import { drainOf } from '../../domain/pause/drain';
import { isPaused, type Pauses } from '../../domain/pause/pauses';
import type { Blobs } from '../../domain/ports/blobs';
import type { Instances } from '../../domain/ports/instances';
import type { PauseStore } from '../../domain/ports/pauseStore';
import { primaryAddress } from '../../domain/primaryAddress';
import { redact } from '../../domain/redact';
import type { Caller } from '../../domain/report/report';
import { blobUri } from '../../domain/route';
import { startArrival } from '../start/startArrival';
import type { StartDependencies } from '../start/startTransfer';
import type { Log } from '../start/takeUp';
import { ownOfChain } from './ownOfChain';
import type { ArrivalRoute } from './routeOfArrival';

/** What it takes to start the import of a blob, beside the orchestrations. */
export interface ImportOnceDependencies extends Omit<StartDependencies, 'routes'> {
  blobs: Pick<Blobs, 'head'>;
  pauses: PauseStore;
}

/** A blob in the container of a route's target. */
export interface FoundBlob {
  route: ArrivalRoute;
  name: string;
  /** Who starts its import. */
  startedBy: Caller;
}

/** What became of a blob; `why` as the end of a sentence. */
export type ImportedOnce =
  | { is: 'started'; transferId: string }
  | { is: 'known'; transferId: string; why: string }
  | { is: 'paused' | 'unfit' | 'own'; why: string };

/**
 * Starts the import of a blob, once for each content, whoever finds the blob and however often.
 *
 * Errors: only what may pass, as a service that is away, or a blob that is still copied into.
 */
export async function importOnce(
  deps: ImportOnceDependencies,
  instances: Instances,
  { route, name, startedBy }: FoundBlob,
  log: Log,
): Promise<ImportedOnce> {
  const { target } = route;
  const paused = whyPaused((await deps.pauses.read()).pauses, route.name);
  if (paused !== undefined) return { is: 'paused', why: paused };
  const blob = await headOrRefusal(deps.blobs, route, name);
  if (typeof blob === 'string') return { is: 'unfit', why: blob };
  if (blob.isCopying) {
    throw new ServiceUnavailableError(`import ${blobUri(target, name)}`, { words: 'it is still copied into.' });
  }
  const own = await ownOfChain(deps, instances, route, name, log);
  if (own !== undefined) return { is: 'own', why: own };

  const arrival = arrivedBlob(name, blob);
  const id = arrivalTransferId(primaryAddress(target.containerUri), arrival);
  const { record, wasKnown } = await startArrival(deps, instances, { id, route, arrival, startedBy }, log);
  const transferId = record.id;
  if (!wasKnown) return { is: 'started', transferId };
  return { is: 'known', transferId, why: `the transfer ${transferId} is about that content already` };
}

function whyPaused(pauses: Pauses, route: string): string | undefined {
  if (!isPaused(pauses, route)) return undefined;
  return drainOf(pauses) ? 'the app is being drained, and a sweep starts its import afterwards' : 'the route is paused';
}

/** What the log says of an import that was started. */
export function startedLine(transferId: string, { name, target }: ArrivalRoute, blob: string): string {
  return `The transfer ${transferId} imports the blob ${blobUri(target, blob)} (route ${name}).`;
}

/** The blob as it is now; or why there is none to import. */
async function headOrRefusal(
  blobs: Pick<Blobs, 'head'>,
  { target }: ArrivalRoute,
  name: string,
): Promise<BlobProperties | string> {
  try {
    const blob = await blobs.head(target, name);
    if (!blob) return 'it is not there (any more)';
    if (blob.otherType !== undefined) return `it is a ${blob.otherType}, and only a BlockBlob is imported`;
    return blob.size === 0 ? 'it is empty' : blob;
  } catch (error) {
    if (!(error instanceof FerryError) || mayPass(error)) throw error;
    return redact(error.message).replace(/\.$/, '');
  }
}

/** A container that does not exist may be a new one, but then the blob in it comes later. */
function mayPass(error: FerryError): boolean {
  return error.code !== 'resource_not_found' && (error.transient || error.mayPassSoon);
}
