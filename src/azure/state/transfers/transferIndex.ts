import type { BlobItem, ContainerClient } from '@azure/storage-blob';
import type { TransferRecord, TransferState, TransferSummary } from '../../../domain/transferRecord';
import { toFerryError } from '../../serviceError';
import type { IndexLine } from '../../../domain/ports/transferRemovals';
import type { TransferFilter } from '../../../domain/ports/transferStore';

const PREFIX = 'index/';
/** The largest time a Date can hold: subtracting from it turns the order of names to newest first. */
const END_OF_TIME = 8_640_000_000_000_000;
/** What a line says in place of its state once its transfer is being removed: no list shows it. */
export const LEAVING = 'leaving';

/** The name never changes over a transfer's life, so that renewing its line is one idempotent write. */
export function indexEntryName({ id, createdAt }: Pick<TransferRecord, 'id' | 'createdAt'>): string {
  const descending = String(END_OF_TIME - Date.parse(createdAt)).padStart(16, '0');
  return `${PREFIX}${descending}-${id}`;
}

/** What the list shows travels in the blob's metadata, so that listing reads no blob. */
export function indexMetadata(record: TransferRecord, state: TransferState): Record<string, string> {
  return { route: record.route, state, createdat: record.createdAt };
}

/**
 * One page of the index, newest first. The cursor is the name of the page's last entry.
 *
 * Errors: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 *
 * @param role  what the app's identity needs on the container
 */
export async function listIndex(
  container: ContainerClient,
  filter: TransferFilter,
  page: { limit: number; cursor?: string },
  role: string,
): Promise<{ transfers: TransferSummary[]; cursor?: string }> {
  const transfers: TransferSummary[] = [];
  try {
    for await (const item of container.listBlobsFlat({ prefix: PREFIX, includeMetadata: true })) {
      if (page.cursor !== undefined && item.name <= page.cursor) continue;
      const summary = toSummary(item);
      if (!summary) continue;
      if (filter.from && Date.parse(summary.createdAt) < filter.from.getTime()) break;
      if (!matches(summary, filter)) continue;
      if (transfers.length === page.limit) {
        const last = transfers[transfers.length - 1] as TransferSummary;
        return { transfers, cursor: indexEntryName(last) };
      }
      transfers.push(summary);
    }
  } catch (error) {
    throw toFerryError(error, `list the transfers in ${container.url}`, role);
  }
  return { transfers };
}

/**
 * One page of the lines of transfers that were created before a time or are being removed, newest first.
 *
 * Errors: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export async function listLines(
  container: ContainerClient,
  createdBefore: number,
  page: { limit: number; cursor?: string },
  role: string,
): Promise<{ lines: IndexLine[]; cursor?: string }> {
  const lines: IndexLine[] = [];
  try {
    for await (const item of container.listBlobsFlat({ prefix: PREFIX, includeMetadata: true })) {
      if (page.cursor !== undefined && item.name <= page.cursor) continue;
      const line = toLine(item);
      if (!line || (line.state !== LEAVING && Date.parse(line.createdAt) >= createdBefore)) continue;
      const last = lines.at(-1);
      if (last && lines.length === page.limit) return { lines, cursor: indexEntryName(last) };
      const { id, route, createdAt, state } = line;
      lines.push({ id, route, createdAt, ...(state === LEAVING && { isLeaving: true as const }) });
    }
  } catch (error) {
    throw toFerryError(error, `list the transfers in ${container.url}`, role);
  }
  return { lines };
}

function toSummary(item: BlobItem): TransferSummary | undefined {
  const line = toLine(item);
  return line?.state === LEAVING ? undefined : (line as TransferSummary | undefined);
}

function toLine({ name, metadata }: BlobItem): (Omit<TransferSummary, 'state'> & { state: string }) | undefined {
  const { route, state, createdat } = metadata ?? {};
  if (route === undefined || state === undefined || createdat === undefined) return undefined;
  return { id: name.slice(name.indexOf('-') + 1), route, state, createdAt: createdat };
}

function matches(summary: TransferSummary, { route, states, to }: TransferFilter): boolean {
  if (route !== undefined && summary.route !== route) return false;
  if (states !== undefined && !states.includes(summary.state)) return false;
  return to === undefined || Date.parse(summary.createdAt) < to.getTime();
}
