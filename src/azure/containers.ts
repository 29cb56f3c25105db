import { ContainerClient, newPipeline, type RequestPolicyFactory } from '@azure/storage-blob';
import type { RouteEnd } from '../settings/routes';
import { identityKey, type CredentialFor } from './credentials';

/** Opens the container of one end of a route. `policies` act on every request of that client. */
export type OpenContainer = (end: RouteEnd, policies?: RequestPolicyFactory[]) => ContainerClient;

/** Containers are opened with the end's own identity, for its own cloud's audience. */
export function createOpenContainer(credentialFor: CredentialFor): OpenContainer {
  const known = new Map<string, ContainerClient>();
  return (end, policies) => {
    const open = (): ContainerClient => {
      const pipeline = newPipeline(credentialFor(end.credential, end.cloud), {
        audience: `${end.cloud.storageAudience}/.default`,
      });
      pipeline.factories.push(...(policies ?? []));
      return new ContainerClient(end.containerUri, pipeline);
    };
    if (policies) return open();
    const key = [end.containerUri, identityKey(end)].join('\n');
    const container = known.get(key) ?? open();
    known.set(key, container);
    return container;
  };
}
