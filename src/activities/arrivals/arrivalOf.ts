import { manifestNameFor } from '../../domain/names';
import type { ArrivedBlob } from '../../domain/arrivals/arrivedBlob';
import { withRepair } from '../../domain/arrivals/repair';
import { blobUri, type Route, type RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { requireRecord, targetOf, type OfTransfer } from '../ends';

/** A blob that arrived, and where it and its manifest are. */
export interface Arrival {
  route: Route & { target: RouteEnd };
  arrived: ArrivedBlob;
  /** When it was found to be there; ISO 8601. */
  seenAt: string;
  blob: string;
  manifestName: string;
  manifest: string;
}

/** What the transfer of an arrival is about. Errors: those of targetOf. */
export async function arrivalOf(deps: Pick<ActivityDependencies, 'transfers'>, transfer: OfTransfer): Promise<Arrival> {
  const { arrival, createdAt: seenAt } = await requireRecord(deps, transfer.transferId);
  if (!arrival) throw new Error(`The transfer ${transfer.transferId} imports no blob that arrived.`);
  const route = await targetOf(deps, transfer);
  const isTold = arrival.contentMd5 !== undefined;
  const repair = isTold ? undefined : await deps.transfers.readRepair(transfer.transferId);
  const arrived = withRepair(arrival, repair);
  const { target } = route;
  const manifestName = manifestNameFor(arrived.name);
  return {
    route,
    arrived,
    seenAt,
    blob: blobUri(target, arrived.name),
    manifestName,
    manifest: blobUri(target, manifestName),
  };
}
