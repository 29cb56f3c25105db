import { toActualPipeline, toPipelineDocument, type PipelineDocument } from '../../src/azure/arm/pipelineDocument';
import { desiredPipeline, differenceOf } from '../../src/domain/pipelines/pipeline';
import type { RouteEnd } from '../../src/domain/route';
import { loadRoutes } from '../../src/settings/routes/loadRoutes';
import { deployInfra, SOURCE_REGISTRY, TARGET_REGISTRY } from './deployInfra';
import { REGION_OF_OTHERS, type Deployment } from './template/deployTemplate';

const REGISTRY = 'Microsoft.ContainerRegistry/registries';
const ENDS = { source: 'exportPipelines', target: 'importPipelines' } as const;
type Mode = 'ManagedIdentity' | 'SasToken';

/** The routes file that docs/deploy.md has people write from the outputs, and its ends. */
function endsOf({ outputs }: Deployment, names: readonly ('source' | 'target')[], mode: Mode) {
  const end = (name: 'source' | 'target') => {
    const told = outputs[`${name}End`] as Record<
      'containerUri' | 'pipelineIdentityId' | 'secretUri' | 'vaultId',
      string
    >;
    return {
      registryId: name === 'source' ? SOURCE_REGISTRY : TARGET_REGISTRY,
      pipeline: name === 'source' ? 'exportferry' : 'importferry',
      containerUri: told.containerUri,
      pipelineSettings: {
        assignIdentity: told.pipelineIdentityId,
        ...(mode === 'SasToken' && { secretUri: told.secretUri, vaultId: told.vaultId, sas: { by: 'userDelegation' } }),
      },
    };
  };
  const file = { version: 1, routes: { made: Object.fromEntries(names.map((name) => [name, end(name)])) } };
  const { routes, mistakes } = loadRoutes(JSON.stringify(file));
  expect(mistakes).toEqual([]);
  return routes.get('made') as unknown as Record<string, RouteEnd | undefined>;
}

function pipelineOf({ resources }: Deployment, name: 'source' | 'target') {
  const found = resources.filter(({ type }) => type === `${REGISTRY}/${ENDS[name]}`);
  expect(found).toHaveLength(1);
  return found[0] as (typeof found)[0];
}

describe.each<Mode>(['ManagedIdentity', 'SasToken'])('pipelines with %s', (storageAccessMode) => {
  it.each([
    ['both', ['source', 'target']],
    ['exportOnly', ['source']],
    ['importOnly', ['target']],
  ] as const)('of the role %s are what the app itself would make of the routes file', (role, names) => {
    const deployment = deployInfra({ role, storageAccessMode });
    const ends = endsOf(deployment, names, storageAccessMode);
    for (const name of names) {
      const { body, id, apiVersion } = pipelineOf(deployment, name);
      const desired = desiredPipeline(ends[name] as RouteEnd);
      if (!desired) throw new Error(`the ${name} says nothing of its pipeline`);
      expect(apiVersion).toBe(ends[name]?.cloud.pipelineApiVersion);
      expect(differenceOf(toActualPipeline(name, body as PipelineDocument, id), desired)).toEqual([]);
      const { location, identity, properties } = body;
      expect({ location, identity, properties }).toEqual(
        toPipelineDocument(name, desired, { apiVersion, location: REGION_OF_OTHERS }),
      );
    }
    const made = deployment.resources.filter(({ type }) => /\/(export|import)Pipelines$/.test(type));
    expect(made).toHaveLength(names.length);
  });
});

it('the registry imports nothing by itself, and deletes no blob', () => {
  const { properties } = pipelineOf(deployInfra(), 'target');
  expect(properties['trigger']).toEqual({ sourceTrigger: { status: 'Disabled' } });
  expect(properties['options']).toEqual(['OverwriteTags', 'ContinueOnErrors']);
});

it('where the app makes the pipelines, the deployment makes none', () => {
  const { resources } = deployInfra({ pipelinesMadeBy: 'app' });
  expect(resources.filter(({ type }) => /Pipelines$/.test(type))).toEqual([]);
});

it('a pipeline is made in the region of its registry, whatever that of the app is', () => {
  const deployment = deployInfra();
  const places = (['source', 'target'] as const).map((name) => pipelineOf(deployment, name).body['location']);
  expect(places).toEqual([REGION_OF_OTHERS, REGION_OF_OTHERS]);
});
