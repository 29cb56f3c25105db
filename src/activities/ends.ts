import { TransferRecordGoneError } from '../domain/failures/errors';
import type { TransferStore } from '../domain/ports/transferStore';
import type { Route, RouteEnd } from '../domain/route';
import type { TransferRecord } from '../domain/transferRecord';

interface Records {
  transfers: Pick<TransferStore, 'recall'>;
}

/** An activity's input that says which transfer it works for. */
export interface OfTransfer {
  transferId: string;
}

/**
 * The route of a transfer, as it was at its start; it has a source.
 *
 * Errors: TransferRecordGoneError, and those of the app's own store.
 */
export async function sourceOf(deps: Records, transfer: OfTransfer): Promise<Route & { source: RouteEnd }> {
  const { source, ...route } = await pinnedRouteOf(deps, transfer);
  return { ...route, source: source ?? lacking('source', route.name) };
}

/** The same for a route that has a target. */
export async function targetOf(deps: Records, transfer: OfTransfer): Promise<Route & { target: RouteEnd }> {
  const { target, ...route } = await pinnedRouteOf(deps, transfer);
  return { ...route, target: target ?? lacking('target', route.name) };
}

/** The same for a route that has a source and a target. */
export async function bothEnds(
  deps: Records,
  transfer: OfTransfer,
): Promise<Route & { source: RouteEnd; target: RouteEnd }> {
  const { source, target, ...route } = await pinnedRouteOf(deps, transfer);
  return {
    ...route,
    source: source ?? lacking('source', route.name),
    target: target ?? lacking('target', route.name),
  };
}

/** The end whose registry makes the runs of that kind. */
export async function endOfRuns(deps: Records, transfer: OfTransfer, kind: 'export' | 'import'): Promise<RouteEnd> {
  return kind === 'export' ? (await sourceOf(deps, transfer)).source : (await targetOf(deps, transfer)).target;
}

async function pinnedRouteOf(deps: Records, { transferId }: OfTransfer): Promise<Route> {
  return (await requireRecord(deps, transferId)).pinnedRoute;
}

/** Errors: TransferRecordGoneError, and those of the app's own store. */
export async function requireRecord({ transfers }: Records, id: string): Promise<TransferRecord> {
  const record = await transfers.recall(id);
  if (!record) throw new TransferRecordGoneError(id);
  return record;
}

/** No transfer starts on such a route. */
function lacking(end: 'source' | 'target', route: string): never {
  throw new Error(`The route ${route} has no ${end}.`);
}
