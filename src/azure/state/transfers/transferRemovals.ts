import type { ContainerClient } from '@azure/storage-blob';
import type { Repair } from '../../../domain/arrivals/repair';
import { ServiceUnavailableError } from '../../../domain/failures/errors';
import type { BuriedTransfer, TransferRemovals } from '../../../domain/ports/transferRemovals';
import { slicesOf } from '../../../domain/slices';
import type { TransferRecord } from '../../../domain/transferRecord';
import { codeOf, toFerryError } from '../../serviceError';
import { createVersionedDocuments } from '../../storage/versionedDocuments';
import { repairName, sameArrivalName } from './repairNames';
import { STATE_ROLE } from '../stateRole';
import { recordName, type Tombstone } from './tombstone';
import { indexEntryName, LEAVING, listLines } from './transferIndex';

const DELETIONS_AT_ONCE = 16;
const MOST_NAMES = 500;
const MOST_TRIES = 3;

/**
 * Removes what `transferStore` and `transferPages` keep of a transfer. A tombstone takes the place of the record, in one write, before
 * anything of it is deleted, and is deleted last.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createTransferRemovals(container: ContainerClient): TransferRemovals {
  const records = createVersionedDocuments<TransferRecord | Tombstone>(container, STATE_ROLE);
  const repairs = createVersionedDocuments<Repair>(container, STATE_ROLE);
  const sameArrivals = createVersionedDocuments<{ id: string }>(container, STATE_ROLE);

  /** Does what the storage may refuse for one of these reasons; false then. */
  async function unless(codes: string[], verb: string, name: string, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      if (codes.includes(codeOf(error) ?? '')) return false;
      throw toFerryError(error, `${verb} ${name} in the container ${container.url}`, STATE_ROLE);
    }
  }

  async function namesBelow(prefix: string, isWanted: (name: string) => boolean): Promise<string[]> {
    const names: string[] = [];
    try {
      for await (const { name } of container.listBlobsFlat({ prefix })) {
        if (isWanted(name) && names.push(name) >= MOST_NAMES) break;
      }
    } catch (error) {
      throw toFerryError(error, `list ${prefix} in the container ${container.url}`, STATE_ROLE);
    }
    return names;
  }

  /** Nothing is deleted while a list is read; it is read again until it is empty. */
  async function clearOne(prefix: string, ifUnmodifiedSince: Date, isOver: () => boolean) {
    const isWanted = (name: string): boolean => prefix.endsWith('/') || name === prefix;
    for (;;) {
      const names = await namesBelow(prefix, isWanted);
      if (names.length === 0) return 'all';
      let removed = 0;
      for (const some of slicesOf(names, DELETIONS_AT_ONCE)) {
        if (isOver()) return 'some';
        const ends = await Promise.all(
          some.map((name) =>
            unless(['ConditionNotMet'], 'delete', name, () =>
              container.getBlobClient(name).deleteIfExists({ conditions: { ifUnmodifiedSince } }),
            ),
          ),
        );
        removed += ends.filter(Boolean).length;
      }
      if (removed === 0) return 'newer';
    }
  }

  /** By now the same content may be another transfer's. */
  async function clearSameArrival(id: string): Promise<void> {
    const repair = await repairs.read(repairName(id));
    if (repair?.document.sameAs === undefined) return;
    const name = sameArrivalName(repair.document.sameAs);
    const found = await sameArrivals.read(name);
    if (found?.document.id === id) await sameArrivals.replace(name, undefined, found.etag);
  }

  return {
    lines: (createdBefore, page) => listLines(container, createdBefore, page, STATE_ROLE),
    async hide(line) {
      const name = indexEntryName(line);
      const metadata = { route: line.route, state: LEAVING, createdat: line.createdAt };
      await unless(['BlobNotFound'], 'write', name, () => container.getBlobClient(name).setMetadata(metadata));
    },
    async bury({ id, createdAt }) {
      const name = recordName(id);
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const found = await records.read(name);
        if (found?.document.createdAt !== createdAt) return undefined;
        const buried = await replace(name, { isRemoved: true, id, createdAt }, found.etag);
        if (buried) return { id, createdAt, ...buried };
      }
      const words = `others changed it at the same time, ${MOST_TRIES} times in a row.`;
      throw new ServiceUnavailableError(`remove ${name}`, { words });
    },
    async clear({ id, at }, isOver) {
      await clearSameArrival(id);
      let end: 'all' | 'newer' = 'all';
      for (const prefix of keptOf(id)) {
        const cleared = await clearOne(prefix, at, isOver);
        if (cleared === 'some') return 'some';
        if (cleared === 'newer') end = 'newer';
      }
      return end;
    },
    async free({ id, version }) {
      const name = recordName(id);
      await unless(['BlobNotFound', 'ConditionNotMet'], 'delete', name, () =>
        container.getBlobClient(name).delete({ conditions: { ifMatch: version } }),
      );
    },
  };

  async function replace(
    name: string,
    tombstone: Tombstone,
    etag: string,
  ): Promise<Pick<BuriedTransfer, 'version' | 'at'> | undefined> {
    let buried: Pick<BuriedTransfer, 'version' | 'at'> | undefined;
    await unless(['BlobNotFound', 'ConditionNotMet'], 'write', name, async () => {
      const content = JSON.stringify(tombstone);
      const answer = await container.getBlockBlobClient(name).upload(content, content.length, {
        blobHTTPHeaders: { blobContentType: 'application/json' },
        conditions: { ifMatch: etag },
      });
      if (answer.etag !== undefined && answer.lastModified) buried = { version: answer.etag, at: answer.lastModified };
    });
    return buried;
  }
}

/** Where something of a transfer is kept, beside its record and its line: a folder, or one blob. */
function keptOf(id: string): string[] {
  const folders = [`pages/${id}/`, `batches/${id}/`, `runs/${id}/`];
  return [...folders, `plans/${id}.json`, repairName(id), `cancels/${id}`, `reports/${id}.json`];
}
