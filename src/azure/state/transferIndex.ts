import type { BlobItem, ContainerClient } from '@azure/storage-blob';
import type { TransferRecord, TransferState, TransferSummary } from '../../domain/transferRecord';
import { toFerryError } from '../serviceError';
import type { TransferFilter } from '../../domain/ports/transferStore';

const PREFIX = 'index/';
/** The largest time a Date can hold: subtracting from it turns the order of names to newest first. */
const END_OF_TIME = 8_640_000_000_000_000;

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

function toSummary({ name, metadata }: BlobItem): TransferSummary | undefined {
  const { route, state, createdat } = metadata ?? {};
  if (route === undefined || state === undefined || createdat === undefined) return undefined;
  return { id: name.slice(name.indexOf('-') + 1), route, state: state as TransferState, createdAt: createdat };
}

function matches(summary: TransferSummary, { route, states, to }: TransferFilter): boolean {
  if (route !== undefined && summary.route !== route) return false;
  if (states !== undefined && !states.includes(summary.state)) return false;
  return to === undefined || Date.parse(summary.createdAt) < to.getTime();
}
