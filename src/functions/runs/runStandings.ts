import { readsBlob } from '../../domain/arrivals/registryRun';
import { isOwnRunName, parseBlobName } from '../../domain/names';
import type { TransferStore } from '../../domain/ports/transferStore';
import type { RunStanding } from '../../domain/runs/decideDeletion';
import { beginningOf, type RunDetails } from '../../domain/runs/runDetails';
import type { TransferRecord } from '../../domain/transferRecord';

type Transfers = Pick<TransferStore, 'find' | 'readReport' | 'list' | 'isRunNoted'>;

const LINES_PER_PAGE = 200;
/** An import is begun soon after its transfer: one of the latest before it has noted it. */
const LOOKS_BACK = 20;
const A_MINUTE = 60_000;

/**
 * Tells how the transfers of runs stand: by the name of the blob, which carries one; by what transfers note of the runs that they ask
 * for; and by the blobs that are being imported, also where the registry began the run itself.
 *
 * Errors: those of the app's own store.
 */
export function createRunStandings(transfers: Transfers): (run: RunDetails) => Promise<RunStanding> {
  let open: Promise<TransferRecord[]> | undefined;
  return async (run) => {
    const transferId = parseBlobName(run.blob ?? '')?.transferId;
    const record = transferId === undefined ? undefined : await transfers.find(transferId);
    if (record && !(await transfers.readReport(record.id))) return { is: 'open', transferId: record.id };
    open ??= findOpen();
    for (const { id, arrival, pinnedRoute } of await open) {
      const { target } = pinnedRoute;
      const isImporting = arrival && target && readsBlob(run, target, arrival.name);
      const isIts = isImporting || (await transfers.isRunNoted(id, run.name));
      if (isIts && !(await transfers.readReport(id))) return { is: 'open', transferId: id };
    }
    if (record) return { is: 'ended' };
    if (!isOwnRunName('any', run.name)) return { is: 'none' };
    return { is: (await hasEndedTransfer(run)) ? 'ended' : 'unknown' };
  };

  async function findOpen(): Promise<TransferRecord[]> {
    const found: TransferRecord[] = [];
    let cursor: string | undefined;
    do {
      const page = { limit: LINES_PER_PAGE, ...(cursor !== undefined && { cursor }) };
      const listed = await transfers.list({ states: ['accepted', 'running'] }, page);
      const records = await Promise.all(listed.transfers.map(({ id }) => transfers.find(id)));
      found.push(...records.filter((record) => record !== undefined));
      cursor = listed.cursor;
    } while (cursor !== undefined);
    return found;
  }

  /** The blob that somebody carried here has a name of its own, or the id of a transfer of the other side. */
  async function hasEndedTransfer(run: RunDetails): Promise<boolean> {
    const began = beginningOf(run);
    if (Number.isNaN(began)) return false;
    const listed = await transfers.list({ to: new Date(began + A_MINUTE) }, { limit: LOOKS_BACK });
    const noted = await Promise.all(listed.transfers.map(({ id }) => transfers.isRunNoted(id, run.name)));
    const id = listed.transfers[noted.indexOf(true)]?.id;
    return id !== undefined && (await transfers.readReport(id)) !== undefined;
  }
}
