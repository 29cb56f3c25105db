import type { GridEvent } from './gridEvent';

/** `Microsoft.ContainerRegistry.ImagePushed` for an artifact of that registry. */
export function imagePushedEvent(
  registryId: string,
  { repository, tag, digest }: { repository: string; tag?: string; digest: string },
  changes: Partial<GridEvent> = {},
): GridEvent {
  return {
    id: '831e1650-001e-001b-66ab-eeb76e069631',
    topic: registryId,
    subject: tag === undefined ? repository : `${repository}:${tag}`,
    eventType: 'Microsoft.ContainerRegistry.ImagePushed',
    eventTime: '2026-11-29T10:00:00.0000000Z',
    data: {
      id: '831e1650-001e-001b-66ab-eeb76e069631',
      timestamp: '2026-11-29T10:00:00.0000000Z',
      action: 'push',
      target: {
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        size: 3023,
        digest,
        length: 3023,
        repository,
        ...(tag !== undefined && { tag }),
      },
      request: {
        id: '7c66f28b-de19-40a4-821c-6f5f6c0003a4',
        host: 'builds.azurecr.io',
        method: 'PUT',
        useragent: 'docker/27',
      },
    },
    dataVersion: '1.0',
    metadataVersion: '1',
    ...changes,
  };
}
