import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AnonymousCredential, ContainerClient, newPipeline } from '@azure/storage-blob';
import { createBlobs } from '../../src/azure/blobs';
import { createBlockCopy } from '../../src/azure/blockCopy';
import type { BlobProperties } from '../../src/transfer/exportedBlob';
import { routeEnd } from '../helpers/route';

interface Scripted {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

interface Seen {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const BLOCK = { index: 0, id: 'YmxvY2s=', offset: 4, length: 6 };
const COPY_SOURCE = { url: 'https://builds.blob.core.windows.net/transfers/b?sig=c2VjcmV0', etag: '"0x1"' };
const PROPERTIES: BlobProperties = {
  size: 6,
  etag: '"0x1"',
  contentMd5: 'CY9rzUYh03PK3k6DJie09g==',
  contentType: 'application/x-tar',
  metadata: { category: 'acr-transfer-blob' },
};

let server: Server;
let script: Scripted[] = [];
let requests: Seen[] = [];
let TARGET = routeEnd('production');

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      const answer = script.shift() ?? { status: 500 };
      response.writeHead(answer.status, answer.headers);
      response.end(method === 'HEAD' ? undefined : answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  TARGET = routeEnd('production', { containerUri: `http://127.0.0.1:${port}/production/transfers` });
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The real storage client, whose requests are answered one after the other from a script. */
function setUp(...answers: Scripted[]) {
  script = answers;
  requests = [];
  const openContainer: Parameters<typeof createBlobs>[0] = (end, policies = []) => {
    const pipeline = newPipeline(new AnonymousCredential(), { retryOptions: { maxTries: 1 } });
    pipeline.factories.push(...policies);
    return new ContainerClient(end.containerUri, pipeline);
  };
  return { requests, blobs: createBlobs(openContainer), blockCopy: createBlockCopy(openContainer) };
}

function refusal(status: number, code: string): Scripted {
  const headers = { 'x-ms-error-code': code, 'content-type': 'application/xml', 'x-ms-request-id': 'r1' };
  return { status, headers, body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>` };
}

describe('blobs', () => {
  test('head picks the properties that a copy carries', async () => {
    const headers = {
      'content-length': '6',
      etag: '"0x1"',
      'content-md5': PROPERTIES.contentMd5 ?? '',
      'content-type': 'application/x-tar',
      'x-ms-meta-category': 'acr-transfer-blob',
    };
    const { blobs } = setUp({ status: 200, headers });
    expect(await blobs.head(TARGET, 'b')).toEqual(PROPERTIES);
  });

  test('a blob without Content-MD5 has none', async () => {
    const { blobs } = setUp({ status: 200, headers: { 'content-length': '6', etag: '"0x1"' } });
    expect(await blobs.head(TARGET, 'b')).toEqual({ size: 6, etag: '"0x1"', metadata: {} });
  });

  test('what does not exist is undefined; what may not be read is not', async () => {
    expect(await setUp(refusal(404, 'BlobNotFound')).blobs.head(TARGET, 'b')).toBeUndefined();
    await expect(setUp(refusal(403, 'AuthorizationFailure')).blobs.head(TARGET, 'b')).rejects.toMatchObject({
      code: 'access_denied',
      correlationId: 'r1',
    });
  });

  test('remove takes the snapshots too, and a blob that is gone is no error', async () => {
    const { blobs, requests } = setUp(refusal(404, 'BlobNotFound'), refusal(409, 'LeaseIdMissing'));
    await blobs.remove(TARGET, 'b');
    expect(requests[0]?.headers['x-ms-delete-snapshots']).toBe('include');
    await expect(blobs.remove(TARGET, 'b')).rejects.toMatchObject({ code: 'service_refused' });
  });
});

describe('blockCopy', () => {
  test('lists uncommitted blocks with their lengths; no blob means none', async () => {
    const list = `<?xml version="1.0"?><BlockList><UncommittedBlocks><Block><Name>YmxvY2s=</Name><Size>6</Size></Block></UncommittedBlocks></BlockList>`;
    const { blockCopy, requests } = setUp(
      { status: 200, headers: { 'content-type': 'application/xml' }, body: list },
      refusal(404, 'BlobNotFound'),
      refusal(503, 'ServerBusy'),
    );
    expect(await blockCopy.stagedBlocks(TARGET, 'b')).toEqual(new Map([['YmxvY2s=', 6]]));
    expect(requests[0]?.url).toContain('blocklisttype=uncommitted');
    expect(await blockCopy.stagedBlocks(TARGET, 'b')).toEqual(new Map());
    await expect(blockCopy.stagedBlocks(TARGET, 'b')).rejects.toMatchObject({ transient: true });
  });

  test('stages a range of the source, frozen by its ETag', async () => {
    const { blockCopy, requests } = setUp({ status: 201 });
    await blockCopy.stagerFor(TARGET, 'b', COPY_SOURCE)(BLOCK);
    const headers = requests[0]?.headers;
    expect(headers?.['x-ms-source-if-match']).toBe('"0x1"');
    expect(headers?.['x-ms-source-range']).toBe('bytes=4-9');
    expect(headers?.['x-ms-copy-source']).toBe(COPY_SOURCE.url);
    expect(requests[0]?.url).toContain('comp=block');
  });

  test.each([
    [refusal(412, 'SourceConditionNotMet'), 'source_blob_changed'],
    [refusal(403, 'CannotVerifyCopySource'), 'access_denied'],
    [refusal(404, 'CannotVerifyCopySource'), 'service_refused'],
    [refusal(503, 'ServerBusy'), 'service_unavailable'],
  ])('a block that is refused: %#', async (answer, code) => {
    const { blockCopy } = setUp(answer);
    const staged = blockCopy.stagerFor(TARGET, 'b', COPY_SOURCE)(BLOCK);
    await expect(staged).rejects.toMatchObject({ code });
    await expect(staged).rejects.not.toMatchObject({ message: expect.stringContaining('c2VjcmV0') });
  });

  test('commits only a new blob, with headers and metadata of the source', async () => {
    const { blockCopy, requests } = setUp({ status: 201 });
    await blockCopy.commit(TARGET, 'b', ['YmxvY2s='], PROPERTIES);
    const headers = requests[0]?.headers;
    expect(headers?.['if-none-match']).toBe('*');
    expect(headers?.['x-ms-blob-content-md5']).toBe(PROPERTIES.contentMd5);
    expect(headers?.['x-ms-blob-content-type']).toBe('application/x-tar');
    expect(headers?.['x-ms-meta-category']).toBe('acr-transfer-blob');
    expect(requests[0]?.body).toContain('<Latest>YmxvY2s=</Latest>');
  });

  test.each([
    [refusal(409, 'BlobAlreadyExists'), 'target_blob_conflict'],
    [refusal(412, 'ConditionNotMet'), 'target_blob_conflict'],
    [refusal(400, 'InvalidBlockList'), 'service_refused'],
    [refusal(500, 'InternalError'), 'service_unavailable'],
  ])('a commit that is refused: %#', async (answer, code) => {
    const { blockCopy } = setUp(answer);
    await expect(blockCopy.commit(TARGET, 'b', [], PROPERTIES)).rejects.toMatchObject({ code });
  });

  test('discards by an empty commit, and deletes only what it committed', async () => {
    const { blockCopy, requests } = setUp({ status: 201, headers: { etag: '"0x9"' } }, { status: 202 });
    await blockCopy.discard(TARGET, 'b');
    expect(requests.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
    expect(requests[0]?.headers['if-none-match']).toBe('*');
    expect(requests[1]?.headers['if-match']).toBe('"0x9"');
  });

  test('a blob that was committed meanwhile is left alone', async () => {
    const { blockCopy, requests } = setUp(refusal(409, 'BlobAlreadyExists'));
    await blockCopy.discard(TARGET, 'b');
    expect(requests).toHaveLength(1);
  });
});
