import type { HttpHandler } from '@azure/functions';
import { getClient } from 'durable-functions';
import { formatArtifact } from '../domain/artifact';
import type { TransferInput } from '../orchestrations/transfer';
import { IdempotencyKeyReusedError } from '../domain/failures/errors';
import { transferIdFor } from '../domain/names';
import type { TransferRecord } from '../domain/transferRecord';
import { callerOf } from './caller';
import type { ApiDependencies } from './dependencies';
import { findEnd, startOnce } from './durable';
import { handled } from './http/handled';
import { readJson } from './http/readJson';
import { readIdempotencyKey } from './idempotencyKey';
import { requireWholeRoute } from './requireWholeRoute';
import { parseTransferRequest, type TransferRequest } from './transferRequest';
import { answerAccepted, viewTransfer } from './transferView';

/**
 * POST /api/transfers: starts a transfer, or finds the one that the same Idempotency-Key started.
 *
 * The record is written before the orchestration starts: who comes second, or again after a crash in between, starts
 * what the first one claimed.
 */
export function createStartTransfer(deps: ApiDependencies): HttpHandler {
  const { settings, transfers, now } = deps;
  return handled(async (request, context) => {
    const asked = parseTransferRequest(await readJson(request, settings.maxBodyBytes));
    const id = transferIdFor(readIdempotencyKey(request) ?? deps.newId());
    const known = await transfers.find(id);
    if (!known) await requireWholeRoute(deps, asked.route);

    const startedBy = callerOf(request, settings.trustSignIn);
    const mine: TransferRecord = { id, ...asked, startedBy, createdAt: now().toISOString() };
    const record = known ?? (await transfers.claim(mine));
    if (!isSameRequest(record, asked)) throw new IdempotencyKeyReusedError(id);

    const client = getClient(context);
    if (!(await transfers.readReport(id))) {
      await transfers.index(record, 'accepted');
      await startOnce(client, 'transfer', id, inputFor(record));
    }
    return answerAccepted(viewTransfer(request, { record, ...(await findEnd(transfers, client, id)) }));
  });

  function inputFor({ id, route, artifacts, startedBy, createdAt }: TransferRecord): TransferInput {
    return {
      transferId: id,
      route,
      artifacts,
      startedBy,
      startedAt: createdAt,
      polling: settings.polling,
      patience: settings.patience,
    };
  }
}

function isSameRequest(record: TransferRecord, asked: TransferRequest): boolean {
  const listOf = ({ artifacts }: TransferRequest): string => artifacts.map(formatArtifact).sort().join('\n');
  return record.route === asked.route && listOf(record) === listOf(asked);
}
