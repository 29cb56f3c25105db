import { createHash } from 'node:crypto';
import { createRelayStrategy } from '../../../src/azure/copy/relayStrategy';
import { createServerStrategy } from '../../../src/azure/copy/serverStrategy';
import type { ExportedBlob } from '../../../src/domain/copy/exportedBlob';
import { routeEnd } from '../../helpers/route';
import { openAnonymously, refusal, ScriptedStorage, type Scripted } from '../storage/scriptedStorage';

const BLOCK = { index: 0, id: 'YmxvY2s=', offset: 4, length: 6 };
const BYTES = Buffer.from('copied');
const SIGNATURE = 'c2VjcmV0';
const BLOB: ExportedBlob = { name: 'b', size: 20, etag: '"0x1"', contentMd5: md5('whole'), metadata: {} };

const storage = new ScriptedStorage();
let TARGET = routeEnd('production');
beforeAll(async () => {
  TARGET = routeEnd('production', { containerUri: `${await storage.listen()}/transfers` });
});
afterAll(() => storage.close());

function md5(text: string | Buffer): string {
  return createHash('md5').update(text).digest('base64');
}

async function serverCopy(answer: Scripted, block = BLOCK, blob = BLOB): Promise<void> {
  storage.answer(answer);
  const strategy = createServerStrategy(openAnonymously, async () => `https://s.example/c/b?sig=${SIGNATURE}`);
  await (
    await strategy({ source: routeEnd('builds'), target: TARGET, blob })
  )(block, new AbortController().signal);
}

async function relayCopy(...answers: Scripted[]): Promise<void> {
  storage.answer(...answers);
  const copy = { source: TARGET, target: TARGET, blob: BLOB };
  await (
    await createRelayStrategy(openAnonymously)(copy)
  )(BLOCK, new AbortController().signal);
}

describe('server', () => {
  it('stages a range of the source, frozen by its ETag', async () => {
    await serverCopy({ status: 201 });
    expect(storage.requests[0]?.headers).toMatchObject({
      'x-ms-source-if-match': '"0x1"',
      'x-ms-source-range': 'bytes=4-9',
      'x-ms-copy-source': `https://s.example/c/b?sig=${SIGNATURE}`,
    });
    expect(storage.requests[0]?.url).toContain('comp=block');
  });

  const said = (status: number, code: string) => ({
    'x-ms-copy-source-status-code': String(status),
    'x-ms-copy-source-error-code': code,
  });
  const REFUSALS: [string, Scripted, string][] = [
    ['changed', refusal(412, 'SourceConditionNotMet'), 'source_blob_changed'],
    [
      'changed, as the source says',
      refusal(400, 'CannotVerifyCopySource', said(412, 'ConditionNotMet')),
      'source_blob_changed',
    ],
    [
      'source refuses',
      refusal(403, 'CannotVerifyCopySource', said(403, 'AuthorizationFailure')),
      'copy_source_refused',
    ],
    [
      'source has no such blob',
      refusal(404, 'CannotVerifyCopySource', said(404, 'BlobNotFound')),
      'copy_source_refused',
    ],
    ['anonymous source', refusal(401, 'CannotVerifyCopySource'), 'copy_source_refused'],
    [
      'public access is off',
      refusal(409, 'CannotVerifyCopySource', said(409, 'PublicAccessNotPermitted')),
      'copy_source_refused',
    ],
    ['copy scope or network rules', refusal(403, 'AuthorizationFailure'), 'copy_source_refused'],
    [
      'a source of another kind',
      refusal(400, 'CannotVerifyCopySource', said(400, 'InvalidQueryParameterValue')),
      'copy_source_refused',
    ],
    ['source throttled', refusal(409, 'CannotVerifyCopySource', said(503, 'ServerBusy')), 'copy_source_unavailable'],
    ['source too slow', refusal(500, 'CannotVerifyCopySource'), 'copy_source_unavailable'],
    ['target throttled', refusal(503, 'ServerBusy'), 'service_unavailable'],
    ['target timed out', refusal(500, 'OperationTimedOut'), 'service_unavailable'],
    ['a proxy before the target', { status: 404, body: '<html></html>' }, 'service_unavailable'],
    [
      'a proxy between both',
      refusal(404, 'CannotVerifyCopySource', { 'x-ms-copy-source-status-code': '404' }),
      'copy_source_unavailable',
    ],
    ['target container is gone', refusal(404, 'ContainerNotFound'), 'resource_not_found'],
    ['target leased or immutable', refusal(409, 'BlobImmutableDueToPolicy'), 'service_unavailable'],
    ['target leased', refusal(412, 'LeaseIdMissing'), 'service_unavailable'],
    ['target refuses the request', refusal(400, 'InvalidBlockId'), 'service_refused'],
  ];
  it.each(REFUSALS)('%s', async (_, answer, code) => {
    const failed = await serverCopy(answer).catch((error: unknown) => error as Error);
    expect(failed).toMatchObject({ code });
    expect(JSON.stringify(failed)).not.toContain(SIGNATURE);
    expect(String(failed)).not.toContain(SIGNATURE);
  });

  it('what the source said stands in the message, and its Retry-After counts', async () => {
    const headers = { ...said(503, 'ServerBusy'), 'retry-after': '7' };
    await expect(serverCopy(refusal(409, 'CannotVerifyCopySource', headers))).rejects.toMatchObject({
      message: expect.stringContaining('the source said 503 ServerBusy') as string,
      serviceCode: 'ServerBusy',
      retryAfterSeconds: 7,
    });
  });

  it('where a block is the whole blob, the echoed checksum must be the blob’s', async () => {
    const whole = { ...BLOCK, offset: 0, length: BLOB.size };
    await serverCopy({ status: 201, headers: { 'content-md5': BLOB.contentMd5 } }, whole);
    const other = serverCopy({ status: 201, headers: { 'content-md5': md5('other') } }, whole);
    await expect(other).rejects.toMatchObject({ code: 'content_mismatch', transient: false });
    await serverCopy({ status: 201, headers: { 'content-md5': md5('a part') } });
  });
});

describe('relay', () => {
  const read = (changes: Partial<Scripted> = {}): Scripted => ({
    status: 206,
    headers: { 'content-length': '6', 'content-range': 'bytes 4-9/20', etag: '"0x1"', 'content-md5': md5(BYTES) },
    body: BYTES,
    ...changes,
  });

  it('writes what it read, with its checksum', async () => {
    await relayCopy(read(), { status: 201 });
    const [get, put] = storage.requests;
    expect(get?.headers).toMatchObject({
      'if-match': '"0x1"',
      'x-ms-range': 'bytes=4-9',
      'x-ms-range-get-content-md5': 'true',
    });
    expect(put).toMatchObject({ method: 'PUT', body: 'copied', headers: { 'content-md5': md5(BYTES) } });
  });

  it.each([
    ['a source that changed', [refusal(412, 'ConditionNotMet')], 'source_blob_changed'],
    ['a source that is gone', [refusal(404, 'BlobNotFound')], 'source_blob_changed'],
    ['a source that is throttled', [refusal(503, 'ServerBusy')], 'service_unavailable'],
    ['a proxy before the source', [{ status: 404, body: '<html></html>' }], 'service_unavailable'],
    ['a source container that is gone', [refusal(404, 'ContainerNotFound')], 'resource_not_found'],
    ['a condition that nobody set', [refusal(412, 'LeaseLost')], 'service_unavailable'],
    ['a source that may not be read', [refusal(403, 'AuthorizationFailure')], 'access_denied'],
    ['bytes that changed on their way here', [read({ body: Buffer.from('c0pied') })], 'service_unavailable'],
    ['bytes that changed on their way there', [read(), refusal(400, 'Md5Mismatch')], 'service_unavailable'],
    ['a target that may not be written', [read(), refusal(403, 'AuthorizationPermissionMismatch')], 'access_denied'],
    ['a target that is throttled', [read(), refusal(503, 'ServerBusy')], 'service_unavailable'],
    ['a target that refuses', [read(), refusal(400, 'InvalidBlockId')], 'service_refused'],
    ['a target that is leased', [read(), refusal(412, 'LeaseIdMissing')], 'service_unavailable'],
  ] as const)('%s', async (_, answers, code) => {
    await expect(relayCopy(...answers)).rejects.toMatchObject({ code });
    expect(storage.requests).toHaveLength(answers.length);
  });
});
