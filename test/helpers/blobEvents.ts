import type { GridEvent } from './gridEvent';

/** `Microsoft.Storage.BlobCreated` for a blob of that container. */
export function blobCreatedEvent(containerUri: string, name: string, changes: Partial<GridEvent> = {}): GridEvent {
  const container = containerUri.slice(containerUri.lastIndexOf('/') + 1);
  return {
    id: '831e1650-001e-001b-66ab-eeb76e069631',
    topic: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/production',
    subject: `/blobServices/default/containers/${container}/blobs/${name}`,
    eventType: 'Microsoft.Storage.BlobCreated',
    eventTime: '2026-11-29T10:00:00.0000000Z',
    data: {
      api: 'PutBlob',
      clientRequestId: '6d79dbfb-0e37-4fc4-981f-442c9ca65760',
      requestId: '831e1650-001e-001b-66ab-eeb76e000000',
      eTag: '0x8D4BCC2E4835CD0',
      contentType: 'application/octet-stream',
      contentLength: 524_288,
      blobType: 'BlockBlob',
      url: `${containerUri}/${name.split('/').map(encodeName).join('/')}`,
      sequencer: '00000000000004420000000000028963',
      storageDiagnostics: { batchId: 'b68529f3-68cd-4744-baa4-3c0498ec19f0' },
    },
    dataVersion: '',
    metadataVersion: '1',
    ...changes,
  };
}

/** Tests hold names that no request can carry. */
function encodeName(name: string): string {
  try {
    return encodeURIComponent(name);
  } catch {
    return name;
  }
}
