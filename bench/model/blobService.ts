import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../../local/http/answer';
import { describeStorageOperation, type StorageTarget } from '../../local/storage/storageOperation';
import type { ModelledBlob, ModelledBlobs } from './modelledBlobs';
import type { ModelledTraffic } from './modelledTraffic';

/** What a request is answered with. */
interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** XML. */
  body?: string;
}

interface Request {
  target: StorageTarget;
  /** `account/container/blob` */
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the service allows and holds; another one for each copy. */
export interface ServiceState {
  blobs: ModelledBlobs;
  traffic: ModelledTraffic;
  /** Seconds of the machine, for Retry-After. */
  retryAfterSeconds: number;
}

const VERSION = '2026-02-06';

/**
 * Answers what copies between two accounts ask of the Blob service: properties, Put Block From URL, Put Block List, Get Block List,
 * containers, a user delegation key. No bytes are moved, and whoever asks is let in.
 *
 * Source of the shapes: https://learn.microsoft.com/rest/api/storageservices/blob-service-rest-api
 */
export function createBlobService(
  state: () => ServiceState,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const { method = '', url = '', headers } = request;
    const { name, target } = describeStorageOperation(method, url, headers);
    const path = [target.account, target.container, target.blob].join('/');
    const body = (await readBody(request)).toString();
    const answer = await answerTo(name, { target, path, headers, body }, state());
    send(response, answer, method);
  };
}

async function answerTo(name: string, request: Request, state: ServiceState): Promise<Answer> {
  const { traffic } = state;
  const bytes = name === 'PutBlockFromURL' ? bytesOfRange(request.headers['x-ms-source-range']) : undefined;
  const admitted = bytes === undefined ? await traffic.answer() : await traffic.copyBlock(bytes);
  if (!admitted) return busy(state);
  return bytes === undefined ? perform(name, request, state) : stage(request, bytes, state);
}

function busy({ retryAfterSeconds }: ServiceState): Answer {
  const answer = failure(503, 'ServerBusy', 'Ingress is over the account limit.');
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(Math.ceil(retryAfterSeconds)) } };
}

function stage({ target, path, headers }: Request, bytes: number, { blobs }: ServiceState): Answer {
  const source = blobs.find(decodeURIComponent(new URL(String(headers['x-ms-copy-source'])).pathname).slice(1));
  if (!source) return failure(404, 'CannotVerifyCopySource', 'The specified blob does not exist.');
  const wanted = headers['x-ms-source-if-match'];
  if (wanted !== undefined && wanted !== source.etag) {
    return failure(
      412,
      'SourceConditionNotMet',
      'The source condition specified using HTTP conditional header(s) is not met.',
    );
  }
  blobs.stage(path, target.blockId ?? '', bytes);
  return { status: 201, headers: { 'x-ms-request-server-encrypted': 'true' } };
}

function perform(name: string, request: Request, { blobs }: ServiceState): Answer {
  const { path, headers, body, target } = request;
  if (target.comp === 'properties') {
    return { status: 200, headers: { 'x-ms-sku-name': 'Standard_LRS', 'x-ms-account-kind': 'StorageV2' } };
  }
  switch (name) {
    case 'GetBlobProperties': {
      const blob = blobs.find(path);
      return blob
        ? { status: 200, headers: headersOf(blob) }
        : failure(404, 'BlobNotFound', 'The specified blob does not exist.');
    }
    case 'PutBlockList':
      return commit(path, headers, body, blobs);
    case 'GetBlockList':
      return listBlocks(blobs.stagedOf(path));
    case 'DeleteBlob':
      return { status: blobs.remove(path) ? 202 : 404 };
    case 'CreateContainer':
      return { status: 201, headers: { etag: '"0x1"' } };
    case 'GetContainerProperties':
      return { status: 200, headers: { etag: '"0x1"' } };
    case 'GetUserDelegationKey':
      return { status: 200, body: delegationKey() };
    case 'DeleteContainer':
      return { status: 202 };
    default:
      return failure(501, 'NotImplemented', `The model has no ${name}.`);
  }
}

function commit(path: string, headers: IncomingHttpHeaders, body: string, blobs: ModelledBlobs): Answer {
  const existing = blobs.find(path);
  if (existing && headers['if-none-match'] === '*')
    return failure(409, 'BlobAlreadyExists', 'The blob already exists.');
  const ids = [...body.matchAll(/<(?:Latest|Uncommitted)>([^<]+)</g)].map(([, id = '']) => id);
  const contentMd5 = headers['x-ms-blob-content-md5'];
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-ms-meta-'))
    .map(([name, value]) => [name.slice('x-ms-meta-'.length), String(value)]);
  const blob = blobs.commit(path, ids, {
    metadata: Object.fromEntries(metadata) as Record<string, string>,
    ...(typeof contentMd5 === 'string' && { contentMd5 }),
  });
  return blob
    ? { status: 201, headers: { etag: blob.etag, 'last-modified': new Date().toUTCString() } }
    : failure(400, 'InvalidBlockList', 'The specified block list is invalid.');
}

function listBlocks(staged: ReadonlyMap<string, number> | undefined): Answer {
  if (!staged) return failure(404, 'BlobNotFound', 'The specified blob does not exist.');
  const blocks = Array.from(staged, ([id, size]) => `<Block><Name>${id}</Name><Size>${size}</Size></Block>`).join('');
  const list = `<CommittedBlocks/><UncommittedBlocks>${blocks}</UncommittedBlocks>`;
  return { status: 200, body: `<?xml version="1.0" encoding="utf-8"?><BlockList>${list}</BlockList>` };
}

function headersOf({ size, etag, contentMd5, metadata }: ModelledBlob): Record<string, string> {
  return {
    'content-length': String(size),
    'content-type': 'application/octet-stream',
    'last-modified': new Date().toUTCString(),
    'x-ms-blob-type': 'BlockBlob',
    'x-ms-access-tier': 'Hot',
    'x-ms-access-tier-inferred': 'true',
    'accept-ranges': 'bytes',
    etag,
    ...(contentMd5 !== undefined && { 'content-md5': contentMd5 }),
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-ms-meta-${name}`, value])),
  };
}

/** Whoever signs with it is not checked. */
function delegationKey(): string {
  const [from, to] = [Date.now(), Date.now() + 7 * 24 * 3_600_000].map((time) => new Date(time).toISOString());
  const fields = {
    SignedOid: randomUUID(),
    SignedTid: randomUUID(),
    SignedStart: from,
    SignedExpiry: to,
    SignedService: 'b',
    SignedVersion: VERSION,
    Value: Buffer.from('no secret').toString('base64'),
  };
  const xml = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<?xml version="1.0" encoding="utf-8"?><UserDelegationKey>${xml.join('')}</UserDelegationKey>`;
}

/** `bytes=0-1023` */
function bytesOfRange(range: string | string[] | undefined): number {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(String(range)) ?? [];
  return Number(last ?? 0) - Number(first ?? 1) + 1;
}

function failure(status: number, code: string, message: string): Answer {
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'x-ms-error-code': code }, body };
}

function send(response: ServerResponse, { status, headers = {}, body = '' }: Answer, method: string): void {
  const text = method === 'HEAD' ? '' : body;
  response.writeHead(status, {
    'x-ms-version': VERSION,
    'x-ms-request-id': randomUUID(),
    'content-length': String(Buffer.byteLength(text)),
    ...(text !== '' && { 'content-type': 'application/xml' }),
    ...headers,
  });
  response.end(text);
}
