import { ContainerClient, type StoragePipelineOptions } from '@azure/storage-blob';
import type { RunningServer } from '../../../local/http/startServer';
import { startStorageGate } from '../../../local/storage/startStorageGate';
import { startTestCloud, type TestCloud } from '../registry/testCloud';

describe('storage gate in front of Azurite', () => {
  let cloud: TestCloud;
  let gate: RunningServer;
  let container: ContainerClient;

  beforeAll(async () => {
    cloud = await startTestCloud();
    const upstreamPort = Number(new URL(cloud.containerUri).port);
    gate = await startStorageGate({ port: 0, tls: cloud.tls, upstreamPort, admin: cloud.admin });
    const uri = `${gate.origin}${new URL(cloud.containerUri).pathname}${cloud.sas('racwdl')}`;
    const options = { tlsOptions: { ca: cloud.tls.cert }, retryOptions: { maxTries: 1 } } as StoragePipelineOptions;
    container = new ContainerClient(uri, undefined, options);
  });
  afterAll(async () => {
    await gate.close();
    await cloud.close();
  });

  it('lets one blob be the copy source of another', async () => {
    // Prepare
    const bytes = Buffer.alloc(3 * 1024 * 1024, 'ferry');
    const source = container.getBlockBlobClient('source');
    await source.upload(bytes, bytes.length);
    const target = container.getBlockBlobClient('target');
    const ids = ['1', '2'].map((id) => Buffer.from(id).toString('base64'));
    const half = bytes.length / 2;

    // Act
    for (const [index, id] of ids.entries()) await target.stageBlockFromURL(id, source.url, index * half, half);
    await target.commitBlockList(ids);

    // Assess
    expect((await target.downloadToBuffer()).equals(bytes)).toBe(true);
    const staged = cloud.admin.requests.list({ step: 'storage.PutBlockFromURL' });
    expect(staged).toMatchObject(ids.map((blockId) => ({ blob: 'target', blockId, status: 201 })));
  });

  it('does what was asked before it loses the answer', async () => {
    // Prepare
    const blob = container.getBlockBlobClient('lost');
    cloud.admin.faults.add({ step: 'storage.PutBlob', times: 1, action: { type: 'loseAnswer' } });

    // Act
    const uploading = blob.upload('bytes', 5);

    // Assess
    await expect(uploading).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await blob.exists()).toBe(true);
  });

  it('fails a request in a way that the storage client reads', async () => {
    // Prepare
    cloud.admin.faults.add({ step: 'storage.GetBlob', times: 1, action: { type: 'answer', status: 503 } });

    // Act
    const read = container.getBlobClient('source').download();

    // Assess
    await expect(read).rejects.toMatchObject({ statusCode: 503, code: 'ServerBusy' });
  });
});
