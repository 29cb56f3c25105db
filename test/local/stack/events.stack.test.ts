import { ContainerClient, type StoragePipelineOptions, StorageSharedKeyCredential } from '@azure/storage-blob';
import { identityCredential } from '../../../local/demo/identityCredential';
import { connectRegistry } from '../../../local/demo/registryClient';
import { registryResourceId, STACK_NAMES, storageAccountId } from '../../../local/stackNames';
import { imageOf } from '../../e2e/helpers/images';
import { type LocalStack, startLocalStack } from '../../e2e/helpers/startLocalStack';
import { until } from '../callHttp';
import { startEndpoint, type TestEndpoint } from '../eventGrid/endpoint';

interface Listed {
  deliveries: { waiting: number };
  events: { event: { topic: string; subject: string; eventType: string; data: Record<string, unknown> } }[];
}

describe('events of the stack', () => {
  let stack: LocalStack;
  let endpoint: TestEndpoint;

  beforeAll(async () => {
    stack = await startLocalStack();
    endpoint = await startEndpoint();
    const subscribe = (name: string, topic: string) =>
      stack.admin('PUT', `events/subscriptions/${name}`, { topic, endpointUrl: endpoint.url });
    await subscribe('blobs', storageAccountId('target'));
    await subscribe('source-images', registryResourceId('source'));
    await subscribe('target-images', registryResourceId('target'));
  });
  afterAll(async () => {
    await stack.stop();
    await endpoint.close();
  });
  beforeEach(async () => {
    await stack.admin('DELETE', 'events');
    endpoint.received.length = 0;
  });

  const open = (container: 'imports' | 'state'): ContainerClient => {
    const { account } = STACK_NAMES[container === 'imports' ? 'target' : 'state'];
    const credential = new StorageSharedKeyCredential(account, stack.keys.accounts[account] ?? '');
    const options = { tlsOptions: { ca: stack.certificate.cert } } as StoragePipelineOptions;
    return new ContainerClient(stack.endpoints[container], credential, options);
  };
  const listed = async () => (await stack.admin<Listed>('GET', 'events')).events.map(({ event }) => event);
  const delivered = () => endpoint.received.map(({ body }) => body[0] as Listed['events'][number]['event']);
  const arrived = (count: number) => until(() => delivered().length >= count);

  it('tells of a blob that was put, as the service does', async () => {
    const blob = open('imports').getBlockBlobClient('über all/a b.tar');
    const put = await blob.upload('bytes', 5, { blobHTTPHeaders: { blobContentType: 'application/x-tar' } });
    await arrived(1);
    expect(delivered()).toMatchObject([
      {
        topic: storageAccountId('target'),
        subject: '/blobServices/default/containers/imports/blobs/über all/a b.tar',
        eventType: 'Microsoft.Storage.BlobCreated',
        data: {
          api: 'PutBlob',
          clientRequestId: put.clientRequestId,
          requestId: put.requestId,
          eTag: put.etag?.replaceAll('"', ''),
          contentType: 'application/x-tar',
          contentLength: 5,
          blobType: 'BlockBlob',
          url: blob.url,
          sequencer: expect.stringMatching(/^[0-9A-F]{32}$/),
          storageDiagnostics: { batchId: expect.any(String) },
        },
      },
    ]);
  });

  it('tells of a block list when it is committed, and of its whole length', async () => {
    const blob = open('imports').getBlockBlobClient('blocks');
    const ids = ['1', '2'].map((id) => Buffer.from(id).toString('base64'));
    for (const id of ids) await blob.stageBlock(id, 'four', 4);
    expect(await listed()).toEqual([]);
    const { etag } = await blob.commitBlockList(ids);
    await arrived(1);
    expect(delivered()).toMatchObject([
      { data: { api: 'PutBlockList', contentLength: 8, eTag: etag?.replaceAll('"', '') } },
    ]);
  });

  it('tells of copies and deletions, in an order that sequencers keep', async () => {
    // Prepare
    const container = open('imports');
    const [source, copy] = [container.getBlockBlobClient('from'), container.getBlockBlobClient('to')];
    await source.upload('bytes', 5);

    // Act
    await (await copy.beginCopyFromURL(source.url)).pollUntilDone();
    await copy.createSnapshot();
    await copy.delete({ deleteSnapshots: 'only' });
    await copy.delete();
    await arrived(3);

    // Assess
    const about = (await listed()).filter(({ subject }) => subject.endsWith('/to'));
    expect(about).toMatchObject([
      { eventType: 'Microsoft.Storage.BlobCreated', data: { api: 'CopyBlob', contentLength: 5 } },
      { eventType: 'Microsoft.Storage.BlobDeleted', data: { api: 'DeleteBlob', blobType: 'BlockBlob' } },
    ]);
    const sequencers = about.map(({ data }) => data['sequencer'] as string);
    expect([...sequencers].sort()).toEqual(sequencers);
  });

  it('tells nothing of what failed, of metadata, and of the state account', async () => {
    // Prepare
    const blob = open('imports').getBlockBlobClient('there already');
    await blob.upload('bytes', 5);
    await stack.admin('DELETE', 'events');
    const wrongMd5 = { blobHTTPHeaders: { blobContentMD5: Buffer.alloc(16) } };

    // Act
    await expect(blob.upload('other', 5, { conditions: { ifNoneMatch: '*' } })).rejects.toMatchObject({
      statusCode: 409,
    });
    await expect(blob.commitBlockList([Buffer.from('none').toString('base64')])).rejects.toMatchObject({
      statusCode: 400,
    });
    await expect(open('imports').getBlockBlobClient('not there').delete()).rejects.toMatchObject({ statusCode: 404 });
    await blob.setMetadata({ category: 'acr-transfer-blob' });
    await expect(blob.upload('other', 5, wrongMd5)).rejects.toMatchObject({ statusCode: 400 });
    await open('state').getBlockBlobClient('test').upload('state', 5);

    // Assess
    expect(await listed()).toEqual([]);
  });

  it.each(['source', 'target'] as const)('tells of a push with an ordinary client: %s', async (side) => {
    // Prepare
    const { endpoints, keys, certificate } = stack;
    const credential = identityCredential({ endpoint: endpoints.identity, header: keys.identityHeader });
    const at = side === 'source' ? endpoints.sourceRegistry : endpoints.targetRegistry;
    const client = connectRegistry({ endpoint: at, credential, ca: certificate.cert });

    // Act
    await client.push(imageOf('team/app:1.0', Buffer.from('layer')));
    await arrived(1);

    // Assess
    const digest = await client.digestOf('team/app:1.0');
    expect(delivered()).toMatchObject([
      {
        topic: registryResourceId(side),
        subject: 'team/app:1.0',
        eventType: 'Microsoft.ContainerRegistry.ImagePushed',
        data: {
          action: 'push',
          target: { repository: 'team/app', tag: '1.0', digest },
          request: { host: new URL(at).host, method: 'PUT', useragent: expect.stringContaining('azsdk-js') },
        },
      },
    ]);
  });

  it('delivers after a kill what had not arrived', async () => {
    // Prepare
    const { port } = new URL(endpoint.url);
    await endpoint.close();
    await open('imports').getBlockBlobClient('before the kill').upload('bytes', 5);
    await until(async () => (await stack.admin<Listed>('GET', 'events')).deliveries.waiting > 0);

    // Act
    await stack.kill();
    endpoint = await startEndpoint(Number(port));
    await stack.startAgain();
    await arrived(1);

    // Assess
    expect(delivered()).toMatchObject([
      { subject: '/blobServices/default/containers/imports/blobs/before the kill', data: { contentLength: 5 } },
    ]);
  });
});
