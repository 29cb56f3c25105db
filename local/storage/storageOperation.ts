import type { IncomingHttpHeaders } from 'node:http';

/** What a Blob Storage request is about, read from its path and query; nothing secret is in it. */
export interface StorageTarget {
  account?: string;
  container?: string;
  blob?: string;
  comp?: string;
  /** Base64, as sent. */
  blockId?: string;
}

export interface StorageOperation {
  /** The REST operation's name, as `PutBlockFromURL`. */
  name: string;
  target: StorageTarget;
}

/** Names a path-style request (`/account/container/blob`). Source: learn.microsoft.com/rest/api/storageservices. */
export function describeStorageOperation(method: string, url: string, headers: IncomingHttpHeaders): StorageOperation {
  const { pathname, searchParams } = new URL(url, 'https://storage');
  const [account, container, ...rest] = pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const comp = searchParams.get('comp') ?? undefined;
  const blockId = searchParams.get('blockid') ?? undefined;
  const name =
    rest.length > 0
      ? nameBlobOperation(method, comp, headers)
      : container !== undefined && searchParams.get('restype') === 'container'
        ? nameContainerOperation(method, comp)
        : nameServiceOperation(method, comp);
  const target: StorageTarget = {
    ...(account === undefined ? {} : { account }),
    ...(container === undefined ? {} : { container }),
    ...(rest.length === 0 ? {} : { blob: rest.join('/') }),
    ...(comp === undefined ? {} : { comp }),
    ...(blockId === undefined ? {} : { blockId }),
  };
  return { name, target };
}

const BLOB_COMPONENTS: Record<string, string> = {
  'PUT blocklist': 'PutBlockList',
  'GET blocklist': 'GetBlockList',
  'PUT metadata': 'SetBlobMetadata',
  'GET metadata': 'GetBlobMetadata',
  'HEAD metadata': 'GetBlobMetadata',
  'PUT properties': 'SetBlobProperties',
  'PUT lease': 'LeaseBlob',
  'PUT tags': 'SetBlobTags',
  'GET tags': 'GetBlobTags',
  'PUT tier': 'SetBlobTier',
  'PUT snapshot': 'SnapshotBlob',
  'PUT copy': 'AbortCopyBlob',
};

function nameBlobOperation(method: string, comp: string | undefined, headers: IncomingHttpHeaders): string {
  const fromUrl = headers['x-ms-copy-source'] !== undefined;
  if (comp === 'block') return fromUrl ? 'PutBlockFromURL' : 'PutBlock';
  if (comp !== undefined) return BLOB_COMPONENTS[`${method} ${comp}`] ?? 'OtherBlobOperation';
  if (method === 'GET') return 'GetBlob';
  if (method === 'HEAD') return 'GetBlobProperties';
  if (method === 'DELETE') return 'DeleteBlob';
  if (!fromUrl) return 'PutBlob';
  if (headers['x-ms-blob-type'] !== undefined) return 'PutBlobFromURL';
  return headers['x-ms-requires-sync'] === 'true' ? 'CopyBlobFromURL' : 'CopyBlob';
}

function nameContainerOperation(method: string, comp: string | undefined): string {
  if (comp === 'list') return 'ListBlobs';
  if (comp === 'acl') return method === 'PUT' ? 'SetContainerAcl' : 'GetContainerAcl';
  if (comp !== undefined) return 'OtherContainerOperation';
  if (method === 'PUT') return 'CreateContainer';
  return method === 'DELETE' ? 'DeleteContainer' : 'GetContainerProperties';
}

function nameServiceOperation(method: string, comp: string | undefined): string {
  if (comp === 'list') return 'ListContainers';
  if (comp === 'userdelegationkey') return 'GetUserDelegationKey';
  return method === 'POST' && comp === 'batch' ? 'BlobBatch' : 'OtherServiceOperation';
}
