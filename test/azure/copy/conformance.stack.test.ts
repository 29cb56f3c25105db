import { putExport, readBlob, stagedBlocks, startCopy, startCopyCloud, ferry, MIB, type CopyCloud } from './copyCloud';

let cloud: CopyCloud;
beforeAll(async () => {
  cloud = await startCopyCloud();
});
afterAll(() => cloud.close());

const OPERATION = { server: 'PutBlockFromURL', relay: 'PutBlock' } as const;

describe.each(['server', 'relay'] as const)('%s', (strategy) => {
  const nameFor = (test: string) => `${strategy}-${test}.tar.gz`;
  const sent = (name: string) => cloud.count(OPERATION[strategy], name);

  it.each([0, 1, MIB - 1, MIB, MIB + 1, 4 * MIB, 4 * MIB + MIB / 2])('copies %i bytes exactly', async (size) => {
    const name = nameFor(`size-${size}`);
    const bytes = await putExport(cloud.outgoing, name, size);
    const { report } = await ferry(cloud.createApp({ strategy, lanes: 2, blocksPerActivity: 2 }), name);
    expect(report).toMatchObject({
      outcome: 'succeeded',
      batches: [{ copy: { strategy, size, blocks: Math.ceil(size / MIB) } }],
    });
    expect((await readBlob(cloud.incoming, name))?.equals(bytes)).toBe(true);
    expect(sent(name)).toBe(Math.ceil(size / MIB));
  });

  it('copies blocks of several checked ranges exactly', async () => {
    const name = nameFor('large-blocks');
    const bytes = await putExport(cloud.outgoing, name, 15 * MIB + 1);
    await ferry(cloud.createApp({ strategy, blockSizeMiB: 9, relayBlockSizeMiB: 9 }), name);
    expect((await readBlob(cloud.incoming, name))?.equals(bytes)).toBe(true);
    expect(sent(name)).toBe(2);
  });

  it('carries Content-MD5, headers, metadata with the category, and the tier', async () => {
    const name = nameFor('properties');
    await putExport(cloud.outgoing, name, MIB + 1);
    await ferry(cloud.createApp({ strategy }), name);
    const [source, target] = await Promise.all(
      [cloud.outgoing, cloud.incoming].map((container) => container.getBlobClient(name).getProperties()),
    );
    expect(target?.metadata).toEqual({ ...source?.metadata, ferrysourceetag: source?.etag });
    expect(target?.metadata?.['category']).toBe('acr-transfer-blob');
    const carried = ['contentMD5', 'contentType', 'contentLanguage', 'cacheControl', 'accessTier'] as const;
    for (const property of carried) expect([property, target?.[property]]).toEqual([property, source?.[property]]);
    expect(target?.accessTier).toBe('Cool');
  });

  it('goes on with what is staged: nothing is sent twice, whoever sent it', async () => {
    const name = nameFor('resume');
    const bytes = await putExport(cloud.outgoing, name, 6 * MIB + 5);
    await (await startCopy(cloud.createApp({ strategy }), name)).copyBlocks(2, 4);
    expect(sent(name)).toBe(3);
    await ferry(cloud.createApp({ strategy, lanes: 2, blocksPerActivity: 3 }), name);
    expect(sent(name)).toBe(7);
    expect((await readBlob(cloud.incoming, name))?.equals(bytes)).toBe(true);
  });

  it('stops when the source is replaced by one of the same length; nothing is committed or left', async () => {
    const name = nameFor('replaced');
    await putExport(cloud.outgoing, name, 4 * MIB);
    const copy = await startCopy(cloud.createApp({ strategy }), name);
    await copy.copyBlocks(0, 1);
    await putExport(cloud.outgoing, name, 4 * MIB);
    await expect(copy.copyBlocks()).rejects.toMatchObject({ code: 'source_blob_changed', transient: false });
    await expect(copy.commit()).rejects.toMatchObject({ code: 'blocks_missing' });
    expect(await readBlob(cloud.incoming, name)).toBeUndefined();
    await copy.discard();
    expect(await stagedBlocks(cloud.incoming, name)).toBe(0);
  });

  it('commits once, however often it is asked to; a lost answer is recognised', async () => {
    const name = nameFor('commits');
    const bytes = await putExport(cloud.outgoing, name, MIB + 1);
    const copy = await startCopy(cloud.createApp({ strategy }), name);
    await copy.copyBlocks();
    cloud.admin.faults.add({ step: 'storage.PutBlockList', path: name, times: 1, action: { type: 'loseAnswer' } });
    await expect(copy.commit()).rejects.toMatchObject({ transient: true });
    expect(await copy.commit()).toEqual({ committed: true });
    const { etag } = await cloud.incoming.getBlobClient(name).getProperties();
    expect(await copy.commit()).toEqual({ committed: true });
    expect((await cloud.incoming.getBlobClient(name).getProperties()).etag).toBe(etag);
    expect((await readBlob(cloud.incoming, name))?.equals(bytes)).toBe(true);
  });

  it('discards staged blocks, a committed copy, and never the source', async () => {
    const name = nameFor('discard');
    await putExport(cloud.outgoing, name, 3 * MIB);
    const copy = await startCopy(cloud.createApp({ strategy }), name);
    await copy.copyBlocks(0, 1);
    expect(await stagedBlocks(cloud.incoming, name)).toBe(2);
    expect(await copy.discard()).toEqual({ left: 1 });
    expect([await stagedBlocks(cloud.incoming, name), await readBlob(cloud.incoming, name)]).toEqual([0, undefined]);
    await copy.copyBlocks();
    await copy.commit();
    await copy.discard();
    expect(await readBlob(cloud.incoming, name)).toBeUndefined();
    expect(await readBlob(cloud.outgoing, name)).toBeDefined();
  });

  describe('overwrite', () => {
    const SAME = 'the same';
    const cases = [
      ['never', SAME, 'succeeded', 0],
      ['never', 'other', 'failed', 0],
      ['ifDifferent', SAME, 'succeeded', 0],
      ['ifDifferent', 'other', 'succeeded', 2],
      ['always', SAME, 'succeeded', 2],
      ['always', 'other', 'succeeded', 2],
    ] as const;
    it.each(cases)('%s, over %s content: %s', async (overwrite, content, outcome, blocks) => {
      const name = nameFor(`${overwrite}-${content.replace(' ', '-')}`);
      const bytes = await putExport(cloud.outgoing, name, 2 * MIB);
      const theirs = content === SAME ? bytes : Buffer.from('something else');
      const contentMd5 = (await cloud.outgoing.getBlobClient(name).getProperties()).contentMD5;
      const existing = cloud.incoming.getBlockBlobClient(name);
      const headers = content === SAME && contentMd5 ? { blobHTTPHeaders: { blobContentMD5: contentMd5 } } : {};
      await existing.upload(theirs, theirs.length, headers);
      const { report } = await ferry(cloud.createApp({ strategy, overwrite }), name);
      expect(report.outcome).toBe(outcome);
      expect(report.failures.map(({ code }) => code)).toEqual(outcome === 'failed' ? ['target_blob_conflict'] : []);
      expect(sent(name)).toBe(blocks);
      expect((await readBlob(cloud.incoming, name))?.equals(outcome === 'failed' ? theirs : bytes)).toBe(true);
    });
  });
});
