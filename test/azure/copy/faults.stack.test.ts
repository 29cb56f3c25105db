import type { FaultAction } from '../../../local/admin/faultRule';
import { putExport, readBlob, stagedBlocks, startCopyCloud, ferry, MIB, type CopyCloud } from './copyCloud';

let cloud: CopyCloud;
beforeAll(async () => {
  cloud = await startCopyCloud();
});
afterEach(() => cloud.admin.faults.remove());
afterAll(() => cloud.close());

const SIZE = 3 * MIB + 7;

/** What the target answers about a source that refused, as Azure Storage does. */
function aboutSource(status: number, sourceStatus: number, sourceCode: string): FaultAction {
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>CannotVerifyCopySource</Code><Message>No.</Message></Error>`;
  const headers = {
    'x-ms-error-code': 'CannotVerifyCopySource',
    'x-ms-copy-source-status-code': String(sourceStatus),
    'x-ms-copy-source-error-code': sourceCode,
  };
  return { type: 'answer', status, headers, body };
}

const PASSING: [string, FaultAction][] = [
  ['500', { type: 'answer', status: 500 }],
  ['503 with Retry-After', { type: 'answer', status: 503, retryAfter: 1 }],
  ['429', { type: 'answer', status: 429 }],
  ['a dropped connection', { type: 'drop' }],
  ['a lost answer', { type: 'loseAnswer' }],
];

const TRANSIENT: [strategy: 'server' | 'relay', step: string, label: string, action: FaultAction][] = [
  ...PASSING.map(
    ([label, action]) => ['server', 'PutBlockFromURL', label, action] as [never, string, string, FaultAction],
  ),
  ...PASSING.map(([label, action]) => ['relay', 'PutBlock', label, action] as [never, string, string, FaultAction]),
  ...PASSING.map(([label, action]) => ['relay', 'GetBlob', label, action] as [never, string, string, FaultAction]),
  ['server', 'PutBlockFromURL', 'a throttled source', aboutSource(409, 503, 'ServerBusy')],
  ['server', 'PutBlockFromURL', 'a source that is too slow', aboutSource(500, 500, 'OperationTimedOut')],
  ['relay', 'PutBlock', 'bytes changed on their way', { type: 'corruptRequest' }],
  ['relay', 'GetBlob', 'bytes changed on their way', { type: 'corruptAnswer' }],
  ['relay', 'GetBlob', 'an answer cut half-way', { type: 'cutAnswer' }],
];

describe('what passes', () => {
  it.each(TRANSIENT)('%s, %s: %s', async (strategy, step, label, action) => {
    const name = `${strategy}-${step}-${label.replaceAll(' ', '-')}.tar.gz`;
    const bytes = await putExport(cloud.outgoing, name, SIZE);
    cloud.admin.faults.add({ step: `storage.${step}`, path: name, times: 2, action });
    const { report } = await ferry(cloud.createApp({ strategy }), name);
    expect(report).toMatchObject({ outcome: 'succeeded', failures: [] });
    expect(cloud.admin.faults.list()).toEqual([]);
    expect((await readBlob(cloud.incoming, name))?.equals(bytes)).toBe(true);
  });

  it.each(PASSING)('a commit that meets %s', async (label, action) => {
    const name = `commit-${label.replaceAll(' ', '-')}.tar.gz`;
    const bytes = await putExport(cloud.outgoing, name, SIZE);
    cloud.admin.faults.add({ step: 'storage.PutBlockList', path: name, times: 1, action });
    const { report } = await ferry(cloud.createApp({ strategy: 'server' }), name);
    expect(report).toMatchObject({ outcome: 'succeeded' });
    expect((await readBlob(cloud.incoming, name))?.equals(bytes)).toBe(true);
  });
});

const REFUSALS: [string, FaultAction][] = [
  ['403 CannotVerifyCopySource', aboutSource(403, 403, 'AuthorizationFailure')],
  ['404 CannotVerifyCopySource', aboutSource(404, 404, 'BlobNotFound')],
  ['409, public access is off', aboutSource(409, 409, 'PublicAccessNotPermitted')],
  ['403 of a copy scope', { type: 'answer', status: 403 }],
];

describe('a source that refuses', () => {
  it.each(REFUSALS)('auto: relays after %s, and the report says why', async (label, action) => {
    const name = `auto-${label.replaceAll(/\W+/g, '-')}.tar.gz`;
    const bytes = await putExport(cloud.outgoing, name, SIZE);
    cloud.admin.faults.add({ step: 'storage.PutBlockFromURL', path: name, times: 0, action });
    const { report } = await ferry(cloud.createApp({ lanes: 2, blocksPerActivity: 2 }), name);
    expect(report.outcome).toBe('succeeded');
    expect(report.batches[0]?.copy).toMatchObject({
      strategy: 'relay',
      fallbackReason: { code: 'copy_source_refused' },
    });
    expect((await readBlob(cloud.incoming, name))?.equals(bytes)).toBe(true);
    expect(JSON.stringify(report)).not.toContain('sig=');
  });

  it.each(REFUSALS)('server: ends with copy_source_refused after %s, and leaves nothing', async (label, action) => {
    const name = `server-${label.replaceAll(/\W+/g, '-')}.tar.gz`;
    await putExport(cloud.outgoing, name, SIZE);
    cloud.admin.faults.add({ step: 'storage.PutBlockFromURL', path: name, times: 0, action });
    const { report } = await ferry(cloud.createApp({ strategy: 'server' }), name);
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'copy_source_refused' }] });
    expect(report.failures[0]?.nextStep).toContain('copy.strategy');
    expect(JSON.stringify(report)).not.toContain('sig=');
    expect(await readBlob(cloud.incoming, name)).toBeUndefined();
    expect(await stagedBlocks(cloud.incoming, name)).toBe(0);
  });
});

describe('what must never be committed', () => {
  it('server: a block whose echoed checksum is not the blob’s', async () => {
    const name = 'server-echo.tar.gz';
    await putExport(cloud.outgoing, name, MIB);
    cloud.admin.faults.add({
      step: 'storage.PutBlockFromURL',
      path: name,
      times: 0,
      action: { type: 'corruptAnswer' },
    });
    const { report } = await ferry(cloud.createApp({ strategy: 'server' }), name);
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'content_mismatch' }] });
    expect(await readBlob(cloud.incoming, name)).toBeUndefined();
    expect(await stagedBlocks(cloud.incoming, name)).toBe(0);
  });

  it('relay: bytes that a reader changed and nobody vouches for are never staged', async () => {
    const name = 'relay-corrupt.tar.gz';
    await putExport(cloud.outgoing, name, 2 * MIB);
    cloud.admin.faults.add({ step: 'storage.GetBlob', path: name, times: 2, action: { type: 'corruptAnswer' } });
    cloud.admin.faults.add({ step: 'storage.GetBlob', path: name, times: 0, action: { type: 'answer', status: 403 } });
    const { report } = await ferry(cloud.createApp({ strategy: 'relay', relayConcurrency: 1 }), name);
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'access_denied' }] });
    expect(cloud.count('PutBlock', name)).toBe(0);
  });
});
