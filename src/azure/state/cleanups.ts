import type { ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import { cleanupTime } from '../../domain/names';
import type { Cleanups } from '../../domain/ports/cleanups';
import type { Cleanup, CleanupEnd, DecisionPage, OutcomePage } from '../../domain/retention/cleanup';
import { toFerryError } from '../serviceError';
import { createJsonBlobs } from '../storage/jsonBlobs';
import { createVersionedDocuments, type DocumentKind } from '../storage/versionedDocuments';
import { STATE_ROLE } from './stateRole';

const LATEST = 'cleanups/latest.json';
const RECORDS = 'cleanups/records/';
const ENDS = 'cleanups/ends/';

const KIND: DocumentKind = {
  shape: z.looseObject({
    ...{ id: z.string(), startedAt: z.iso.datetime(), dryRun: z.boolean() },
    ...{ startedBy: z.looseObject({}), routes: z.array(z.looseObject({ name: z.string() })) },
  }),
  without: 'delete the blob once no cleanup runs any more.',
};

/** The largest time a Date can hold: subtracting from it turns the order of names to newest first. */
const END_OF_TIME = 8_640_000_000_000_000;

/**
 * Keeps cleanups as blobs of one container: `cleanups/latest.json` the one that was begun last, `cleanups/records/` what was asked
 * for, in names that sort newest first, `cleanups/ends/` how they ended, `cleanups/pages/` what each decided and did.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError; of reading: StateUnreadableError.
 */
export function createCleanups(container: ContainerClient): Cleanups {
  const blobs = createJsonBlobs(container, STATE_ROLE);
  const latest = createVersionedDocuments<Cleanup>(container, STATE_ROLE, KIND);

  async function find(id: string): Promise<Cleanup | undefined> {
    const [cleanup, end] = await Promise.all([
      blobs.read<Cleanup>(recordName(id)),
      blobs.read<CleanupEnd>(endName(id)),
    ]);
    return cleanup && { ...cleanup, ...(end && { end }) };
  }
  async function keepFirst<Page extends object>(name: string, page: Page): Promise<Page> {
    if (await blobs.create(name, page)) return page;
    return (await blobs.read<Page>(name)) ?? page;
  }
  /** In the order of their names; `most` of those that `pick` makes something of. */
  async function list(prefix: string, pick: (name: string) => string | undefined, most = Infinity): Promise<string[]> {
    const found: string[] = [];
    try {
      for await (const { name } of container.listBlobsFlat({ prefix })) {
        const picked = pick(name);
        if (picked !== undefined && found.push(picked) >= most) break;
      }
    } catch (error) {
      throw toFerryError(error, `list ${prefix} in ${container.url}`, STATE_ROLE);
    }
    return found;
  }

  return {
    find,
    async readLatest() {
      const found = await latest.read(LATEST);
      return found && { cleanup: found.document, version: found.etag };
    },
    writeLatest: (cleanup, version) => latest.replace(LATEST, cleanup, version),
    keep: async (cleanup) => void (await blobs.create(recordName(cleanup.id), cleanup)),
    writeEnd: async (id, end) => void (await blobs.create(endName(id), end)),
    endedBefore: (time) =>
      list(ENDS, (name) => {
        const id = name.slice(ENDS.length, -'.json'.length);
        return cleanupTime(id) < time ? id : undefined;
      }),
    async forget(id) {
      for (const page of await list(`cleanups/pages/${id}/`, (name) => name)) await blobs.remove(page);
      // Without its end it would count as one that was cut off, as long as there is a record: that goes first.
      await blobs.remove(recordName(id));
      await blobs.remove(endName(id));
    },
    async list({ limit, cursor }) {
      const after = cursor === undefined ? '' : recordName(cursor);
      const idIn = (name: string) =>
        name > after ? /^\d{16}-(.+)\.json$/.exec(name.slice(RECORDS.length))?.[1] : undefined;
      const ids = await list(RECORDS, idIn, limit + 1);
      const shown = ids.slice(0, limit);
      const cleanups = (await Promise.all(shown.map(find))).flatMap((cleanup) => cleanup ?? []);
      const last = shown.at(-1);
      return { cleanups, ...(ids.length > limit && last !== undefined && { cursor: last }) };
    },
    keepDecisions: (id, key, page) => keepFirst(pageName(id, key, 'decided'), page),
    readDecisions: (id, key) => blobs.read<DecisionPage>(pageName(id, key, 'decided')),
    keepOutcomes: (id, key, page) => keepFirst(pageName(id, key, 'done'), page),
    readOutcomes: (id, key) => blobs.read<OutcomePage>(pageName(id, key, 'done')),
  };
}

function recordName(id: string): string {
  return `${RECORDS}${String(END_OF_TIME - cleanupTime(id)).padStart(16, '0')}-${id}.json`;
}

const endName = (id: string): string => `${ENDS}${id}.json`;
const pageName = (id: string, key: string, what: 'decided' | 'done'): string =>
  `cleanups/pages/${id}/${key}.${what}.json`;
