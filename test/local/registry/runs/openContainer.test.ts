import type { Admin } from '../../../../local/admin/createAdmin';
import type { Pipeline } from '../../../../local/registry/resourceManager/resources';
import { type ContainerAccess, openContainer } from '../../../../local/registry/runs/openContainer';
import { fixedPlatform } from '../../testPlatform';

const uri = 'https://127.0.0.1:1/account/container';

/** A pipeline whose identity has every role. */
function open(letsIn: ContainerAccess['letsIn'], container: Partial<Pipeline['container']> = {}) {
  const pipeline = {
    ...{ kind: 'importPipelines', identity: { principalId: 'p' } },
    container: { uri, storageAccessMode: 'ManagedIdentity', ...container },
  } as unknown as Pipeline;
  return openContainer(pipeline, {
    ...{ platform: fixedPlatform(0), admin: { hasRole: () => true } as unknown as Admin, ca: '', vaultAudience: 'v' },
    ...(letsIn && { letsIn }),
  });
}

describe('the container of an emulated pipeline', () => {
  it('is opened where the network rules let registries in', async () => {
    expect((await open(() => true)).url).toBe(uri);
    expect((await open(undefined)).url).toBe(uri);
  });

  it('is shut with 403 by the network rules of its account, and by those of the vault of its secret', async () => {
    await expect(open((at) => at !== uri)).rejects.toThrow(/Failed to access storage\..*403/);
    const container = { storageAccessMode: 'SasToken', keyVaultUri: 'https://127.0.0.1:2/secrets/sas' } as const;
    await expect(open(() => false, container)).rejects.toThrow(/Failed to access key vault\..*ForbiddenByFirewall/);
  });
});
