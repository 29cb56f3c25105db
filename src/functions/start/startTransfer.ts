import { formatArtifact } from '../../domain/artifact';
import { IdempotencyKeyReusedError } from '../../domain/failures/errors';
import type { Instances } from '../../domain/ports/instances';
import type { RouteBook } from '../../domain/ports/routeBook';
import type { TransferStore } from '../../domain/ports/transferStore';
import type { TransferRecord } from '../../domain/transferRecord';
import { transfer, type TransferInput } from '../../orchestrations/transfer';
import type { AppSettings } from '../../settings/appSettings';
import { requireWholeRoute } from './requireWholeRoute';
import type { Clock } from '../../domain/ports/machine';

/** What it takes to start a transfer, beside the orchestrations. */
export interface StartDependencies {
  settings: Pick<AppSettings, 'polling' | 'patience'>;
  routes: RouteBook;
  transfers: TransferStore;
  machine: Pick<Clock, 'now'>;
}

/** A transfer that somebody asks for. Its id says which one it is: the same id again is the same transfer. */
export type AskedTransfer = Omit<TransferRecord, 'createdAt' | 'pinnedRoute'>;

/**
 * Starts a transfer, or finds the one of that id: claim → index → start once. Of several callers at once, all succeed
 * and one starts.
 *
 * The record is written before the orchestration starts: who comes second, or again after a crash in between, starts
 * what the first one claimed. A transfer that is known is not held against the routes file again.
 *
 * @returns what was claimed, by this call or by the first one
 * Errors: IdempotencyKeyReusedError, and those of requireWholeRoute.
 */
export async function startTransfer(
  deps: StartDependencies,
  instances: Instances,
  asked: AskedTransfer,
): Promise<TransferRecord> {
  const { settings, transfers } = deps;
  const record = await claim(deps, asked);
  if (await transfers.readReport(record.id)) return record;
  await transfers.index(record, 'accepted');
  await instances.startOnce(transfer.name, record.id, inputFor(record, settings));
  return record;
}

async function claim({ routes, transfers, machine }: StartDependencies, asked: AskedTransfer): Promise<TransferRecord> {
  const record = (await transfers.find(asked.id)) ?? (await claimNew());
  if (!isSameTransfer(record, asked)) throw new IdempotencyKeyReusedError(asked.id);
  return record;

  async function claimNew(): Promise<TransferRecord> {
    const pinnedRoute = await requireWholeRoute(routes, asked.route);
    const createdAt = new Date(machine.now()).toISOString();
    return transfers.claim({ ...asked, pinnedRoute, createdAt });
  }
}

/** The order of the artifacts does not matter. */
function isSameTransfer(record: TransferRecord, asked: AskedTransfer): boolean {
  const listOf = ({ artifacts }: AskedTransfer): string => artifacts.map(formatArtifact).sort().join('\n');
  return record.route === asked.route && listOf(record) === listOf(asked);
}

function inputFor(record: TransferRecord, { polling, patience }: StartDependencies['settings']): TransferInput {
  const { id, route, artifacts, startedBy, createdAt } = record;
  return { transferId: id, route, artifacts, startedBy, startedAt: createdAt, polling, patience };
}
