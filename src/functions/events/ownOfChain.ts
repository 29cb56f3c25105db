import type { TransferStore } from '../../domain/ports/transferStore';
import type { Instances } from '../../domain/ports/instances';
import { parseBlobName } from '../../domain/names';
import type { TransferReport } from '../../domain/report/report';
import { isSameContainer } from '../../settings/uris';
import { takeUp, type Log, type TakeUpDependencies } from '../start/takeUp';
import type { ArrivalRoute } from './routeOfArrival';

/**
 * Why a blob is a transfer's own to import, as the end of a sentence: one of this app copies it into this container, and still runs,
 * has imported it, or was canceled. Undefined where nobody else imports it: the transfer is unknown here, is one that only exports, or
 * has ended before its import.
 *
 * Errors: those of the app's own store and of the durable client.
 */
export async function ownOfChain(
  deps: TakeUpDependencies & { transfers: TransferStore },
  instances: Instances,
  { target }: Pick<ArrivalRoute, 'target'>,
  name: string,
  log: Log,
): Promise<string | undefined> {
  const named = parseBlobName(name);
  const record = named && (await deps.transfers.find(named.transferId));
  const copiesTo = record?.route === named?.route ? record?.pinnedRoute.target?.containerUri : undefined;
  if (!record || copiesTo === undefined || !isSameContainer(copiesTo, target.containerUri)) return undefined;
  const { report } = await takeUp(deps, instances, record, log);
  if (!report) return `the transfer ${record.id} imports it`;
  if (report.outcome === 'canceled') return `the transfer ${record.id} was canceled`;
  return wasImported(report, name) ? `the transfer ${record.id} has imported it` : undefined;
}

/** A long report lists the batches that did not succeed: the others have. */
function wasImported({ batches, more }: TransferReport, name: string): boolean {
  const own = batches.flatMap((batch) => [batch, ...(batch.parts ?? [])]).filter(({ blob }) => blob === name);
  if (own.length === 0) return (more?.batches ?? 0) > 0;
  return own.some(({ importRun }) => importRun !== undefined);
}
