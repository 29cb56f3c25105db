import type { Platform } from '../platform';
import type { RegistryChange } from '../registry/dataPlane/registryChange';
import { type EventContent, eventTimeOf } from './event';

const HELM_CONFIG = 'application/vnd.cncf.helm.config.v1+json';

/**
 * The event of a push or deletion: `Microsoft.ContainerRegistry.ImagePushed`, `…ImageDeleted`, and for Helm charts
 * `…ChartPushed`, `…ChartDeleted`. Source: learn.microsoft.com/azure/event-grid/event-schema-container-registry.
 *
 * @param topic resource id of the registry
 */
export function registryEvent(platform: Platform, topic: string, change: RegistryChange): EventContent {
  const { action, repository, digest, mediaType, size, tag, request } = change;
  const isPush = action === 'push';
  const isChart = change.document.config?.mediaType === HELM_CONFIG;
  const target = {
    mediaType,
    ...(isPush ? { size } : {}),
    digest,
    ...(isPush ? { length: size } : {}),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(isChart && tag !== undefined ? { name: repository.split('/').at(-1), version: tag } : {}),
  };
  return {
    topic,
    subject: isPush ? subjectOf(repository, tag, digest) : repository,
    eventType: `Microsoft.ContainerRegistry.${isChart ? 'Chart' : 'Image'}${isPush ? 'Pushed' : 'Deleted'}`,
    data: {
      id: platform.newId(),
      timestamp: eventTimeOf(platform.now()),
      action: isChart ? `chart_${action}` : action,
      target,
      request,
    },
    dataVersion: '1.0',
  };
}

function subjectOf(repository: string, tag: string | undefined, digest: string): string {
  return tag === undefined ? `${repository}@${digest}` : `${repository}:${tag}`;
}
