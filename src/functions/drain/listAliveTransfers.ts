import type { Instances } from '../../domain/ports/instances';
import { slicesOf } from '../../domain/slices';
import type { TransferSummary } from '../../domain/transferRecord';
import { CLAIM_MINUTES } from '../start/reconcile';
import type { Alive, AliveDependencies } from './alive';

const LINES_PER_PAGE = 200;
const LOOKS_AT_ONCE = 8;

type Dependencies = Pick<AliveDependencies, 'transfers' | 'machine'>;

/**
 * Transfers, imports of blobs that arrived among them, that have not ended: also one that is just being started and has no record yet.
 *
 * Errors: those of the app's own store and of the durable client.
 */
export async function listAliveTransfers(deps: Dependencies, instances: Pick<Instances, 'find'>): Promise<Alive[]> {
  const alive: Alive[] = [];
  let cursor: string | undefined;
  do {
    const page = { limit: LINES_PER_PAGE, ...(cursor !== undefined && { cursor }) };
    const open = await deps.transfers.list({ states: ['accepted', 'running'] }, page);
    for (const some of slicesOf(open.transfers, LOOKS_AT_ONCE)) {
      const found = await Promise.all(some.map((line) => look(deps, instances, line)));
      alive.push(...found.flatMap((one) => one ?? []));
    }
    cursor = open.cursor;
  } while (cursor !== undefined);
  return alive;
}

async function look(
  { transfers, machine }: Dependencies,
  instances: Pick<Instances, 'find'>,
  { id, route, createdAt: since }: TransferSummary,
): Promise<Alive | undefined> {
  const record = await transfers.find(id);
  if (!record) {
    // Who dies between the line and the record leaves one that means nothing; the sweep removes it.
    const isStale = Date.parse(since) + CLAIM_MINUTES * 60_000 < machine.now();
    return isStale ? undefined : { kind: 'transfer', id, route, since };
  }
  // Of a call that came second: all that it starts is the first one's, which has a line of its own.
  if (record.createdAt !== since) return undefined;
  if (await transfers.readReport(id)) {
    // Cut off between the report and the index: the orchestration writes both again. Where the index has the outcome, it has nothing to do but to give
    // its turn on, and the transfer is not even listed here.
    const instance = await instances.find(id);
    if (!instance || instance.state === 'ended') return undefined;
  }
  const { arrival, appVersion } = record;
  const kind = arrival ? 'arrival' : 'transfer';
  return { kind, id, route, since, ...(appVersion !== undefined && { appVersion }) };
}
