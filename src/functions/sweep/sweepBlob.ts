import { DEFAULT_ARRIVALS } from '../../domain/arrivals/arrivalSettings';
import { arrivedBlob } from '../../domain/arrivals/arrivedBlob';
import { isBlobName } from '../../domain/arrivals/blobEvent';
import { isInQuarantine } from '../../domain/arrivals/quarantine';
import { isProbe } from '../../domain/doctor/probeName';
import { arrivalTransferId, blobNameOfManifest, isManifestName, manifestNameFor } from '../../domain/names';
import type { Instances } from '../../domain/ports/instances';
import type { ListedBlob } from '../../domain/ports/storedBlobs';
import { primaryAddress } from '../../domain/primaryAddress';
import { redact } from '../../domain/redact';
import { blobUri, type Route } from '../../domain/route';
import type { Tell } from '../../domain/sweeps/sweep';
import type { EventLog } from '../events/blobCreated';
import { importOnce, startedLine } from '../events/importOnce';
import { findArrival } from '../start/findArrival';
import { routeOfArrival, type ArrivalRoute } from '../events/routeOfArrival';
import type { SweepArrivalsDependencies } from './sweepDependencies';

/** What a blob is looked at with. */
export interface SweepBlobContext {
  deps: SweepArrivalsDependencies;
  instances: Instances;
  log: EventLog;
  tell: Tell;
  /** All routes: one with a longer prefix imports some of the blobs. */
  routes: readonly Route[];
  route: ArrivalRoute;
  namesOnPage: ReadonlySet<string>;
}

const STARTED_BY = { kind: 'trigger', name: 'sweep' } as const;
/** A courier may bring the manifest first. */
const LONELY_MS = 3_600_000;

/** Starts the import of a blob that nobody told of, and tells what it found. Never rejects: the next sweep looks again. */
export async function sweepBlob(context: SweepBlobContext, blob: ListedBlob): Promise<void> {
  const { route, routes, tell, log } = context;
  const { target, name: routeName } = route;
  const found = routeOfArrival(routes, { containerUri: target.containerUri, name: blob.name });
  if (!('route' in found) || found.route.name !== routeName) return;
  if (isProbe(blob.name)) return;
  if (isInQuarantine(blob.name)) {
    return tell({ finding: 'quarantined', subject: blobUri(target, blob.name), route: routeName });
  }
  try {
    await (isManifestName(blob.name) ? sweepManifest(context, blob) : sweepContent(context, blob));
  } catch (error) {
    const [subject, why] = [blobUri(target, blob.name), redact(String(error))];
    log.warn(`The sweep could not look after the blob ${subject}; the next one tries again: ${why}`);
    tell({ finding: 'failed', subject, route: routeName, why });
  }
}

async function sweepContent(context: SweepBlobContext, blob: ListedBlob): Promise<void> {
  const { deps, instances, log, tell, route } = context;
  const { name } = blob;
  const about = { subject: blobUri(route.target, name), route: route.name };
  const refusal = refusalOf(blob);
  if (refusal !== undefined) return tell({ finding: 'unfit', ...about, why: refusal });
  if (blob.isCopying || isYoung(context, blob)) return tell({ finding: 'young', ...about });

  const transferId = arrivalTransferId(primaryAddress(route.target.containerUri), arrivedBlob(name, blob));
  const known = await findArrival(deps.transfers, transferId);
  if (known) return tellKnown(context, blob, known.id);
  const done = await importOnce(deps, instances, { route, name, startedBy: STARTED_BY }, log);
  switch (done.is) {
    case 'started':
      log.info(startedLine(done.transferId, route, name));
      return tell({ finding: 'importStarted', ...about, transferId: done.transferId });
    case 'known':
      return tell({ finding: 'known', ...about, transferId: done.transferId });
    default:
      return tell({ finding: done.is, ...about, why: done.why });
  }
}

async function tellKnown(context: SweepBlobContext, { name }: ListedBlob, transferId: string): Promise<void> {
  const { tell, route } = context;
  const hasManifest = await isThere(context, manifestNameFor(name));
  const finding = hasManifest ? 'known' : 'withoutManifest';
  tell({ finding, subject: blobUri(route.target, name), route: route.name, transferId });
}

async function sweepManifest(context: SweepBlobContext, manifest: ListedBlob): Promise<void> {
  const { tell, route } = context;
  if (ageOf(context, manifest) < LONELY_MS || (await isThere(context, blobNameOfManifest(manifest.name)))) return;
  tell({ finding: 'manifestAlone', subject: blobUri(route.target, manifest.name), route: route.name });
}

async function isThere({ deps, route, namesOnPage }: SweepBlobContext, name: string): Promise<boolean> {
  if (namesOnPage.has(name)) return true;
  return isBlobName(name) && (await deps.storedBlobs.look(route.target, name)) !== undefined;
}

function refusalOf({ name, size, otherType }: ListedBlob): string | undefined {
  if (!isBlobName(name)) return 'no request can carry its name';
  if (otherType !== undefined) return `it is a ${otherType}, and only a BlockBlob is imported`;
  return size === 0 ? 'it is empty' : undefined;
}

/** Its event may be on its way; and where the namespace is hierarchical, a file grows while it is written. */
function isYoung(context: SweepBlobContext, blob: ListedBlob): boolean {
  const { settleSeconds } = { ...DEFAULT_ARRIVALS, ...context.route.arrivals };
  return ageOf(context, blob) < settleSeconds * 1000;
}

function ageOf({ deps }: SweepBlobContext, { lastModified }: ListedBlob): number {
  return deps.machine.now() - Date.parse(lastModified);
}
