import { createPipelines } from '../../../../local/stack/provision/createPipelines';
import { endpointsOf } from '../../../../local/stack/stackEndpoints';
import { readStackSettings } from '../../../../local/stack/stackSettings';
import { STACK_NAMES } from '../../../../local/stackNames';
import { callArm } from '../../registry/armClient';
import { startTestResourceManager, type TestResourceManager } from '../../registry/resourceManagerFixture';
import { realPlatform } from '../../testPlatform';

describe('createPipelines', () => {
  let cloud: TestResourceManager;
  beforeAll(async () => {
    cloud = await startTestResourceManager();
  });
  afterAll(() => cloud.close());

  const at = `/importPipelines/${STACK_NAMES.target.pipeline}`;
  const create = async () => {
    const endpoints = { ...endpointsOf(readStackSettings({}, '/').ports), resourceManager: cloud.arm };
    const exportSecretUri = `${endpoints.vault}/secrets/exportsas`;
    await createPipelines(realPlatform, { endpoints, exportSecretUri, admin: cloud.admin, ca: cloud.tls.cert });
    return (await callArm(cloud, 'GET', 'target', at)).json;
  };

  it('makes the import pipeline with its source trigger disabled, and leaves it as it was switched', async () => {
    // Prepare
    const made = await create();
    expect(made.properties.trigger).toEqual({ sourceTrigger: { status: 'Disabled' } });
    const { identity, properties } = made;
    const enabled = { identity, properties: { ...properties, trigger: { sourceTrigger: { status: 'Enabled' } } } };
    await callArm(cloud, 'PUT', 'target', at, { body: enabled });

    // Act
    const again = await create();

    // Assess
    expect(again.properties.trigger).toEqual({ sourceTrigger: { status: 'Enabled' } });
    expect(again.identity.principalId).toBe(identity.principalId);
  });
});
