import { createHash } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import { LedgerUnreadableError, ServiceUnavailableError } from '../../domain/failures/errors';
import { ledgerEntrySchema, type DeliveredArtifact, type LedgerEntry } from '../../domain/ledger/entry';
import type { LedgerFilter } from '../../domain/ledger/filter';
import type { Chance, Clock } from '../../domain/ports/machine';
import { toFerryError } from '../serviceError';
import { createVersionedTexts, type VersionedText } from '../storage/versionedTexts';

/** The blobs that a ledger is kept in; each holds the entries that fall into it. */
export interface LedgerBuckets {
  /** Names of the buckets that may hold what a filter means, sorted. */
  namesFor(route: string, filter: LedgerFilter): Promise<string[]>;
  /** What a bucket holds, sorted by `identityOf`; nothing where it does not exist. Throws LedgerUnreadableError. */
  read(name: string): Promise<LedgerEntry[]>;
  /**
   * Changes what a bucket holds, whoever else changes it at the same time: then `change` is called again, with what it holds
   * by then. A bucket that gets empty is removed.
   */
  change(name: string, change: (entries: LedgerEntry[]) => LedgerEntry[]): Promise<void>;
}

const bucketSchema = z.strictObject({
  /** Version of the format. */
  version: z.literal(1),
  entries: z.array(ledgerEntrySchema),
});

/** Of each repository, so that one with very many digests is not rewritten whole for each of them. */
const SHARDS = ['0', '1', '2', '3'] as const;
const NAME = /^ledger\/[^/]+\/[0-9a-f]{2}-[0-3]$/;

/** How long somebody tries to write a bucket that others keep writing. */
const LONGEST_CONTEST_MS = 30_000;
const LONGEST_PAUSE_MS = 1_000;
const NEVER = new AbortController().signal;

/**
 * Keeps entries in the blobs `ledger/<route>/<hash>-<shard>`, by the first two hexadecimal digits of the SHA-256 of the
 * repository, and the first two bits of the digest: 1,024 at most, whose names one request lists.
 *
 * @param role  what the app's identity needs on the container
 */
export function createLedgerBuckets(
  container: ContainerClient,
  machine: Clock & Pick<Chance, 'random'>,
  role: string,
): LedgerBuckets {
  const texts = createVersionedTexts(container, role);
  return {
    async namesFor(route, { repository, digest }) {
      if (repository !== undefined) {
        const shards = digest === undefined ? SHARDS : [shardOf(digest)];
        return shards.map((shard) => nameOf(route, repository, shard));
      }
      const names = await list(`ledger/${route}/`);
      return digest === undefined ? names : names.filter((name) => name.endsWith(`-${shardOf(digest)}`));
    },
    async read(name) {
      return entriesIn(name, await texts.read(name));
    },
    async change(name, change) {
      const until = machine.now() + LONGEST_CONTEST_MS;
      for (let tries = 1; ; tries += 1) {
        const stored = await texts.read(name);
        const text = textOf(change(entriesIn(name, stored)));
        if (text === stored?.text || (await texts.replace(name, text, stored?.etag))) return;
        if (machine.now() >= until) throw contested(name);
        await machine.wait(machine.random() * Math.min(LONGEST_PAUSE_MS, 25 * 2 ** tries), NEVER);
      }
    },
  };

  async function list(prefix: string): Promise<string[]> {
    const names: string[] = [];
    try {
      for await (const { name } of container.listBlobsFlat({ prefix })) if (NAME.test(name)) names.push(name);
    } catch (error) {
      throw toFerryError(error, `list ${prefix} in ${container.url}`, role);
    }
    return names.sort();
  }

  function entriesIn(name: string, stored: VersionedText | undefined): LedgerEntry[] {
    if (!stored) return [];
    const bucket = bucketSchema.safeParse(jsonIn(stored.text));
    if (bucket.success) return bucket.data.entries;
    const where = bucket.error.issues[0]?.path.join('.') ?? '';
    throw new LedgerUnreadableError(`${container.url}/${name}`, where === '' ? 'at its root' : `at ${where}`);
  }

  function contested(name: string): ServiceUnavailableError {
    const words = `others wrote it at the same time, for ${LONGEST_CONTEST_MS / 1000} s.`;
    return new ServiceUnavailableError(`write ${name} in the container ${container.url}`, { words });
  }
}

/** The bucket that an entry falls into. */
export function bucketOf(route: string, { repository, digest }: DeliveredArtifact): string {
  return nameOf(route, repository, shardOf(digest));
}

function nameOf(route: string, repository: string, shard: string): string {
  const hash = createHash('sha256').update(repository).digest('hex');
  return `ledger/${route}/${hash.slice(0, 2)}-${shard}`;
}

function shardOf(digest: string): string {
  const first = parseInt(digest.slice('sha256:'.length)[0] ?? '', 16);
  return SHARDS[first >> 2] ?? SHARDS[0];
}

/** Undefined, which no bucket is, for what is no JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(entries: LedgerEntry[]): string | undefined {
  return entries.length === 0 ? undefined : JSON.stringify({ version: 1, entries });
}
