import type { Instances, ListedInstance } from '../../domain/ports/instances';
import { ownerOfHistory } from '../../domain/retention/decideHistory';
import { slicesOf } from '../../domain/slices';
import type { TransferRecord, TransferSummary } from '../../domain/transferRecord';
import { CLAIM_MINUTES } from '../start/reconcile';
import type { Alive, AliveDependencies } from './alive';

const LINES_PER_PAGE = 200;
const LOOKS_AT_ONCE = 8;

type Dependencies = Pick<AliveDependencies, 'transfers' | 'machine'>;

/**
 * Transfers, imports of blobs that arrived among them, that have not ended: also one that is just being started and has no record yet,
 * and one that has its report and an orchestration that lives.
 *
 * Errors: those of the app's own store and of the durable client.
 */
export async function listAliveTransfers(
  deps: Dependencies,
  instances: Pick<Instances, 'listLiving'>,
): Promise<Alive[]> {
  const alive: Alive[] = [];
  let cursor: string | undefined;
  do {
    const page = { limit: LINES_PER_PAGE, ...(cursor !== undefined && { cursor }) };
    const open = await deps.transfers.list({ states: ['accepted', 'running'] }, page);
    for (const some of slicesOf(open.transfers, LOOKS_AT_ONCE)) {
      const found = await Promise.all(some.map((line) => look(deps, line)));
      alive.push(...found.flatMap((one) => one ?? []));
    }
    cursor = open.cursor;
  } while (cursor !== undefined);
  return [...alive, ...(await listEnding(deps, instances, alive))];
}

async function look(
  { transfers, machine }: Dependencies,
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
  return (await transfers.readReport(id)) ? undefined : aliveOf(record);
}

/**
 * Transfers that are over, and of which an orchestration lives: it writes the index again, or gives its turn on, and another version of the
 * app would go on with it.
 */
async function listEnding(
  { transfers }: Dependencies,
  instances: Pick<Instances, 'listLiving'>,
  known: readonly Alive[],
): Promise<Alive[]> {
  const living = new Map<string, ListedInstance>();
  for (const instance of await instances.listLiving()) {
    const owner = ownerOfHistory(instance);
    if (owner.is === 'transfer' && !known.some(({ id }) => id === owner.transferId))
      living.set(owner.transferId, instance);
  }
  const ending: Alive[] = [];
  for (const some of slicesOf([...living], LOOKS_AT_ONCE)) {
    const found = some.map(async ([id, { id: orchestration, createdAt }]): Promise<Alive> => {
      const record = await transfers.find(id);
      const owner = record ? aliveOf(record) : { kind: 'transfer' as const, id, since: createdAt.toISOString() };
      return { ...owner, orchestration };
    });
    ending.push(...(await Promise.all(found)));
  }
  return ending;
}

function aliveOf({ id, route, createdAt: since, arrival, appVersion }: TransferRecord): Alive {
  const kind = arrival ? 'arrival' : 'transfer';
  return { kind, id, route, since, ...(appVersion !== undefined && { appVersion }) };
}
