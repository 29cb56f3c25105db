import { createToken } from '../identity/createToken';
import type { Platform } from '../platform';
import { AUDIENCES } from '../stack/stackEndpoints';
import { STACK_NAMES } from '../stackNames';
import type { StorageCommit } from '../storage/storageCommit';
import type { EventContent } from './event';
import { type BlobProperties, readBlobProperties } from './readBlobProperties';

/** Names of operations as events have them, where they differ. */
const APIS: Record<string, string> = { CopyBlobFromURL: 'CopyBlob', PutBlobFromURL: 'PutBlob' };

/**
 * Turns what storage commits into the events of its accounts: `Microsoft.Storage.BlobCreated` and `…BlobDeleted`.
 * Source: learn.microsoft.com/azure/event-grid/event-schema-blob-storage.
 *
 * @param options.topics resource ids of the accounts that have events, by account
 * @param options.origin of the accounts' blob endpoint, as clients know it
 * @param options.port of storage itself
 */
export function createBlobEvents(
  platform: Platform,
  options: { topics: Readonly<Record<string, string>>; origin: string; port: number; ca: string },
): (commit: StorageCommit) => Promise<EventContent> {
  const { topics, origin, port, ca } = options;
  const nextSequencer = createSequencer(platform);
  return async (commit) => {
    const topic = topics[commit.account] ?? '';
    const sequencer = nextSequencer();
    const isDeleted = commit.operation === 'DeleteBlob';
    const token = createToken(platform, { audience: AUDIENCES.storage, principalId: STACK_NAMES.operatorPrincipalId });
    const properties = isDeleted ? {} : await readBlobProperties({ port, path: commit.path, ca, token });
    const { clientRequestId, requestId } = commit;
    return {
      topic,
      subject: `/blobServices/default/containers/${commit.container}/blobs/${commit.blob}`,
      eventType: `Microsoft.Storage.${isDeleted ? 'BlobDeleted' : 'BlobCreated'}`,
      data: {
        api: APIS[commit.operation] ?? commit.operation,
        ...(clientRequestId !== undefined && { clientRequestId }),
        requestId,
        ...(isDeleted
          ? { contentType: 'application/octet-stream', blobType: 'BlockBlob' }
          : created(commit, properties)),
        url: `${origin}${commit.path}`,
        sequencer,
        storageDiagnostics: { batchId: platform.newId() },
      },
    };
  };
}

function created({ eTag }: StorageCommit, { contentType, contentLength, blobType }: BlobProperties): object {
  return {
    ...(eTag !== undefined && { eTag }),
    contentType: contentType ?? 'application/octet-stream',
    ...(contentLength !== undefined && { contentLength }),
    blobType: blobType ?? 'BlockBlob',
  };
}

/** Texts that rise, over restarts too. */
function createSequencer({ now }: Pick<Platform, 'now'>): () => string {
  let time = 0;
  let count = 0;
  return () => {
    count = now() > time ? 0 : count + 1;
    time = Math.max(time, now());
    return [time, count].map((part) => part.toString(16).toUpperCase().padStart(16, '0')).join('');
  };
}
