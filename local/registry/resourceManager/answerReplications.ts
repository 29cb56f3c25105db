import { type ArmAnswer, type ArmRequest, methodNotAllowed, pageOf, systemData } from './armAnswer';
import { resourceNotFound } from './armError';
import { asObject } from './parsePipeline';
import type { Replication } from './resources';

const TYPE = 'Microsoft.ContainerRegistry/registries/replications';

/**
 * Serves the replications of a registry: learn.microsoft.com/rest/api/container-registry/replications. A PUT may say how it goes
 * (`provisioningState`), which Azure decides by itself.
 */
export function answerReplications(request: ArmRequest): ArmAnswer {
  const { method, path, registry, url, admin } = request;
  const { name } = path;
  const show = (one: Replication) => describe(`${registry.id}/replications/${one.name}`, one);
  if (name === undefined) {
    if (method !== 'GET') throw methodNotAllowed(request);
    return { status: 200, body: pageOf(registry.replications.list().map(show), url, admin.settings.pageSize) };
  }
  const known = registry.replications.get(name);
  if (method === 'PUT') {
    const { location, properties = {} } = asObject(request.body, 'The request body') as {
      location?: string;
      properties?: { provisioningState?: string };
    };
    const { provisioningState = 'Succeeded' } = properties;
    const replication = { name, location: location ?? name, provisioningState };
    registry.replications.save({ ...replication, systemData: systemData(request, known?.systemData) });
    return { status: 201, body: show({ ...replication, systemData: systemData(request, known?.systemData) }) };
  }
  if (method === 'DELETE') return { status: registry.replications.delete(name) ? 200 : 204 };
  if (method !== 'GET') throw methodNotAllowed(request);
  if (!known) throw resourceNotFound(TYPE, `${registry.name}/${name}`, path.resourceGroup ?? '');
  return { status: 200, body: show(known) };
}

function describe(id: string, { name, location, provisioningState }: Replication): object {
  const status = { displayStatus: provisioningState === 'Succeeded' ? 'Ready' : provisioningState };
  const properties = { provisioningState, status, regionEndpointEnabled: true, zoneRedundancy: 'Disabled' };
  return { id, name, type: TYPE, location, tags: {}, properties };
}
