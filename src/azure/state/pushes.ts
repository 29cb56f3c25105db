import { createHash } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import { insist, type Insisting } from '../../domain/insist';
import { withDeletions } from '../../domain/pushes/deletions';
import { nameOfPush, type NotedDeletion, type NotedPush, type PushClaim } from '../../domain/pushes/push';
import type { Pushes } from '../../domain/ports/pushes';
import { toFerryError } from '../serviceError';
import { quotedEtag } from '../storage/quotedEtag';
import { createVersionedDocuments, type DocumentKind } from '../storage/versionedDocuments';
import { createVersionedTexts } from '../storage/versionedTexts';
import { STATE_ROLE } from './stateRole';

const AT_ONCE = 16;

const noted = { repository: z.string(), digest: z.string(), firstAt: z.iso.datetime(), lastAt: z.iso.datetime() };

const CLAIM: DocumentKind = {
  shape: z.looseObject({
    ...{ transfer: z.string(), at: z.iso.datetime() },
    pushes: z.array(z.looseObject({ ...noted, tag: z.string().optional(), version: z.string() })),
  }),
  without: 'delete the blob: another transfer takes the pushes.',
};

const DELETIONS: DocumentKind = {
  shape: z.array(z.looseObject({ artifact: z.string(), at: z.iso.datetime() })),
  without: 'delete the blob: deletions that were noted are not told any more.',
};

/**
 * Keeps each push as an empty blob `pushes/<route>/noted/<hash>`, whose metadata one listing tells; beside them the claim and the
 * deletions.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError; of reading: StateUnreadableError.
 */
export function createPushes(container: ContainerClient, machine: Insisting): Pushes {
  const texts = createVersionedTexts(container, STATE_ROLE);
  const claims = createVersionedDocuments<PushClaim>(container, STATE_ROLE, CLAIM);
  const deletions = createVersionedDocuments<NotedDeletion[]>(container, STATE_ROLE, DELETIONS);

  const change = (what: string, attempt: () => Promise<boolean>): Promise<undefined> =>
    insist(machine, `change ${what}`, async () => ((await attempt()) ? { value: undefined } : undefined));

  return {
    async note(route, push, at) {
      const name = blobOf(route, nameOfPush(push));
      await change(name, async () => {
        const found = await texts.read(name);
        const firstAt = found?.text || at;
        const { repository, tag, digest } = push;
        const metadata = { repository, ...(tag !== undefined && { tag }), digest, firstat: firstAt, lastat: at };
        return texts.replace(name, firstAt, found?.etag, metadata);
      });
    },
    async noted(route) {
      const prefix = `${folderOf(route)}noted/`;
      const found: NotedPush[] = [];
      try {
        for await (const { metadata, properties } of container.listBlobsFlat({ prefix, includeMetadata: true })) {
          const noted = notedIn(metadata, properties.etag);
          if (noted) found.push(noted);
        }
      } catch (error) {
        throw toFerryError(error, `list ${prefix} in the container ${container.url}`, STATE_ROLE);
      }
      return found;
    },
    async forget(route, pushes) {
      for (let from = 0; from < pushes.length; from += AT_ONCE) {
        const some = pushes.slice(from, from + AT_ONCE);
        await Promise.all(some.map((each) => texts.replace(blobOf(route, nameOfPush(each)), undefined, each.version)));
      }
    },
    async readClaim(route) {
      const found = await claims.read(claimOf(route));
      return found && { claim: found.document, version: found.etag };
    },
    writeClaim: (route, claim, version) => claims.replace(claimOf(route), claim, version),
    async noteDeletions(route, added) {
      const name = deletionsOf(route);
      await change(name, async () => {
        const found = await deletions.read(name);
        return deletions.replace(name, withDeletions(found?.document ?? [], added), found?.etag);
      });
    },
    deletions: async (route) => (await deletions.read(deletionsOf(route)))?.document ?? [],
  };
}

function notedIn(metadata: Record<string, string> = {}, version: string | undefined): NotedPush | undefined {
  const { repository, tag, digest, firstat: firstAt, lastat: lastAt } = metadata;
  if (!repository || !digest || !firstAt || !lastAt || version === undefined) return undefined;
  return { repository, ...(tag && { tag }), digest, firstAt, lastAt, version: quotedEtag(version) };
}

function folderOf(route: string): string {
  return `pushes/${route}/`;
}

function blobOf(route: string, artifact: string): string {
  return `${folderOf(route)}noted/${createHash('sha256').update(artifact).digest('hex').slice(0, 32)}`;
}

function claimOf(route: string): string {
  return `${folderOf(route)}claim.json`;
}

function deletionsOf(route: string): string {
  return `${folderOf(route)}deletions.json`;
}
