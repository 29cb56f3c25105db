import http from 'node:http';
import type { CommitReport, CommitSeen, StorageCommit } from './storageCommit';
import { describeStorageOperation } from './storageOperation';

/** Operations that give a blob new content, or end it. Deleting a snapshot does neither. */
const COMMITS = ['PutBlob', 'PutBlockList', 'CopyBlob', 'CopyBlobFromURL', 'PutBlobFromURL', 'DeleteBlob'];

/**
 * Has every answer of this process that says that something was committed wait until the parent has seen a report of it. When
 * the parent is gone such an answer is never given: so nobody knows of a write whose event may get lost.
 *
 * @param accounts those whose commits are reported
 */
export function reportCommits(accounts: readonly string[]): void {
  let next = 1;
  const waiting = new Map<number, { response: http.ServerResponse; answer: () => void }>();
  process.on('message', ({ seen }: CommitSeen) => {
    waiting.get(seen)?.answer();
    waiting.delete(seen);
  });
  process.on('disconnect', () => {
    for (const { response } of waiting.values()) response.destroy();
  });
  const { end } = http.ServerResponse.prototype;
  http.ServerResponse.prototype.end = function (this: http.ServerResponse, ...rest: unknown[]) {
    const answer = (): http.ServerResponse => Reflect.apply(end, this, rest) as http.ServerResponse;
    const commit = commitOf(this);
    if (!commit || !accounts.includes(commit.account)) return answer();
    if (!process.connected) return this.destroy();
    const seq = next++;
    waiting.set(seq, { response: this, answer });
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
