import http from 'node:http';
import type { CommitReport, CommitSeen, StorageCommit } from './storageCommit';
import { describeStorageOperation } from './storageOperation';

/** Operations that give a blob new content, or end it. Deleting a snapshot does neither. */
const COMMITS = ['PutBlob', 'PutBlockList', 'CopyBlob', 'CopyBlobFromURL', 'PutBlobFromURL', 'DeleteBlob'];

/**
 * Has every answer of this process that says that something was committed wait until the parent has seen a report of it: so
 * nobody knows of a write whose event may still get lost. Without a parent nothing waits.
 */
export function reportCommits(): void {
  let next = 1;
  const waiting = new Map<number, () => void>();
  process.on('message', ({ seen }: CommitSeen) => {
    waiting.get(seen)?.();
    waiting.delete(seen);
  });
  process.on('disconnect', () => {
    for (const finish of waiting.values()) finish();
    waiting.clear();
  });
  const { end } = http.ServerResponse.prototype;
  http.ServerResponse.prototype.end = function (this: http.ServerResponse, ...rest: unknown[]) {
    const commit = commitOf(this);
    const finish = (): http.ServerResponse => Reflect.apply(end, this, rest) as http.ServerResponse;
    if (!commit || !process.connected) return finish();
    const seq = next++;
    waiting.set(seq, finish);
    process.send?.({ seq, commit } satisfies CommitReport);
    return this;
  } as typeof end;
}

function commitOf(response: http.ServerResponse): StorageCommit | undefined {
  const { req, statusCode } = response;
  const { method = '', url = '', headers } = req;
  if ((method !== 'PUT' && method !== 'DELETE') || statusCode < 200 || statusCode > 299) return undefined;
  const { name, target } = describeStorageOperation(method, url, headers);
  const { account, container } = target;
  if (!COMMITS.includes(name) || account === undefined || container === undefined) return undefined;
  const [path = '', query] = url.split('?');
  const blob = decodeURIComponent(path.split('/').slice(3).join('/'));
  if (new URLSearchParams(query).has('snapshot') || headers['x-ms-delete-snapshots'] === 'only') return undefined;
  const eTag = textOf(response.getHeader('etag'))?.replaceAll('"', '');
  const clientRequestId = textOf(headers['x-ms-client-request-id']);
  return {
    ...{ operation: name, account, container, blob, path },
    ...(eTag !== undefined && { eTag }),
    requestId: textOf(response.getHeader('x-ms-request-id')) ?? '',
    ...(clientRequestId !== undefined && { clientRequestId }),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
