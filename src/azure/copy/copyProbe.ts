import { createHash } from 'node:crypto';
import { allBlocks, planBlocks } from '../../domain/copy/blockPlan';
import type { CopyStrategyName } from '../../domain/copy/copyPlan';
import type { ExportedBlob } from '../../domain/copy/exportedBlob';
import { PROBES, probeName, timeOfProbe } from '../../domain/doctor/probeName';
import { CopySourceRefusedError, CopySourceUnavailableError, FerryError } from '../../domain/failures/errors';
import type { Blobs } from '../../domain/ports/blobs';
import type { BlockLists } from '../../domain/ports/blockLists';
import type { CopyProbe, TriedCopy } from '../../domain/ports/copyProbe';
import type { CopyStrategies } from '../../domain/ports/copyStrategy';
import type { Chance, Clock } from '../../domain/ports/machine';
import type { StoredBlobs } from '../../domain/ports/storedBlobs';
import { blobUri, type CopySettings, type RouteEnd } from '../../domain/route';
import { toFerryError } from '../serviceError';
import { accessTo, type OpenContainer } from '../storage/containers';

const CONTENT = Buffer.from(
  'The doctor of acr-ferry tries with this whether copies come through. It may be removed.\n',
);
const ROLE = 'Storage Blob Data Contributor on the container';
/** No try takes so long: what is older, nobody removes any more. */
const ABANDONED_MS = 10 * 60_000;

interface Dependencies {
  openContainer: OpenContainer;
  storage: {
    blobs: Pick<Blobs, 'head' | 'remove'>;
    blockLists: Pick<BlockLists, 'staged' | 'discard'>;
    storedBlobs: Pick<StoredBlobs, 'list'>;
    copyStrategies: CopyStrategies;
  };
  machine: Pick<Clock & Chance, 'now' | 'newId'>;
}

type Copied = Omit<Extract<TriedCopy, { is: 'copied' }>, 'left'>;

/** Tries with blobs `doctor/probe-{time}-{id}.txt`. */
export function createCopyProbe({ openContainer, storage, machine }: Dependencies): CopyProbe {
  const { blobs, blockLists, storedBlobs, copyStrategies } = storage;

  return {
    async tryCopy(source, target, strategy) {
      const ends = [source, target];
      for (const end of ends) await removeAbandoned(end);
      const name = probeName(machine.now(), machine.newId());
      const [tried] = await Promise.allSettled([
        write(source, name).then((sent) => copy(source, target, sent, strategy).catch(refusal)),
      ]);
      // Also where the answer of a write was lost.
      const left = (await Promise.all(ends.map((end) => remove(end, name)))).flat();
      if (tried.status === 'rejected') throw tried.reason;
      return { ...tried.value, left };
    },
  };

  async function write(end: RouteEnd, name: string): Promise<ExportedBlob> {
    const md5 = createHash('md5').update(CONTENT).digest();
    try {
      const blob = (await openContainer(end)).getBlockBlobClient(name);
      await blob.upload(CONTENT, CONTENT.length, {
        blobHTTPHeaders: { blobContentMD5: md5, blobContentType: 'text/plain' },
        metadata: { writtenby: 'acr-ferry-doctor' },
      });
      const { etag = '', metadata = {} } = await blob.getProperties();
      return {
        name,
        etag,
        metadata,
        size: CONTENT.length,
        contentMd5: md5.toString('base64'),
        contentType: 'text/plain',
      };
    } catch (error) {
      throw toFerryError(error, `write ${blobUri(end, name)}`, accessTo(end, ROLE));
    }
  }

  async function copy(
    source: RouteEnd,
    target: RouteEnd,
    sent: ExportedBlob,
    strategy: CopySettings['strategy'],
  ): Promise<Copied> {
    if (strategy !== 'auto') return copyBy(strategy);
    try {
      return await copyBy('server');
    } catch (error) {
      if (!(error instanceof CopySourceRefusedError || error instanceof CopySourceUnavailableError)) throw error;
      return { ...(await copyBy('relay')), fallback: error.toFailure() };
    }

    async function copyBy(by: CopyStrategyName): Promise<Copied> {
      const blocks = allBlocks(planBlocks(sent.size, sent.size), sent.etag);
      const stage = await copyStrategies[by]({ source, target, blob: sent });
      for (const block of blocks) await stage(block, new AbortController().signal);
      const ids = blocks.map(({ id }) => id);
      await commit(target, sent, ids);
      const arrived = await blobs.head(target, sent.name);
      return { is: 'copied', sent, by, ...(arrived && { arrived }) };
    }
  }

  async function commit(end: RouteEnd, { name, contentMd5, metadata }: ExportedBlob, ids: string[]): Promise<void> {
    try {
      await (await openContainer(end)).getBlockBlobClient(name).commitBlockList(ids, {
        metadata,
        blobHTTPHeaders: { blobContentMD5: Buffer.from(contentMd5, 'base64'), blobContentType: 'text/plain' },
      });
    } catch (error) {
      throw toFerryError(error, `commit ${blobUri(end, name)}`, accessTo(end, ROLE));
    }
  }

  /** @returns what stays, and why */
  async function remove(end: RouteEnd, name: string): Promise<TriedCopy['left'][number][]> {
    try {
      // Uncommitted blocks can be committed and deleted, and nothing else.
      const { size } = await blockLists.staged(end, name);
      if (size > 0) await blockLists.discard(end, name);
      await blobs.remove(end, name);
      return [];
    } catch (error) {
      return [{ end, name, words: error instanceof FerryError ? error.message : String(error) }];
    }
  }

  /** Of tries that were cut off; what cannot be removed, the next try meets again. */
  async function removeAbandoned(end: RouteEnd): Promise<void> {
    let page: string | undefined;
    do {
      const listed = await storedBlobs.list(end, PROBES, page);
      const old = listed.names.filter((name) => (timeOfProbe(name) ?? Infinity) < machine.now() - ABANDONED_MS);
      for (const name of old) await remove(end, name);
      page = listed.next;
    } while (page !== undefined);
  }
}

function refusal(error: unknown): Omit<Extract<TriedCopy, { is: 'refused' }>, 'left'> {
  if (!(error instanceof FerryError) || error.transient) throw error;
  const { serviceCode } = error;
  return { is: 'refused', failure: error.toFailure(), ...(serviceCode !== undefined && { serviceCode }) };
}
