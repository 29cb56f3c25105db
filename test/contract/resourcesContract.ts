import type { Resources } from '../../src/domain/ports/resources';
import type { RouteEnd } from '../../src/domain/route';

/** A subscription that holds one storage account and two vaults, and another one that is empty. */
export interface ResourcesUnderTest {
  resources: Resources;
  /** In the subscription of the account. */
  end: RouteEnd;
  /** Of the same container and registry, in the empty subscription. */
  elsewhere: RouteEnd;
  accountId: string;
  /** A vault with roles, and one with an access policy that lets the object `reader` get secrets; `uri` without a slash at the end. */
  vault: { id: string; uri: string };
  policyVault: { id: string; uri: string };
}

/** What Resources promise. */
export function describeResourcesContract(name: string, setUp: () => Promise<ResourcesUnderTest>): void {
  describe(`Resources: ${name}`, () => {
    it('finds the storage account by its address', async () => {
      const { resources, end, accountId } = await setUp();
      expect(await resources.storageAccountIdOf(end)).toBe(accountId);
    });

    it('finds none where there is none, and takes what the routes file says', async () => {
      const { resources, end, elsewhere } = await setUp();
      const other = { ...end, containerUri: end.containerUri.replace(/[^/]+\/([^/]+)$/, 'otheraccount/$1') };
      const storageAccountId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a';
      expect(await resources.storageAccountIdOf(other)).toBeUndefined();
      expect(await resources.storageAccountIdOf(elsewhere)).toBeUndefined();
      expect(await resources.storageAccountIdOf({ ...elsewhere, storageAccountId })).toBe(storageAccountId);
    });

    it('finds the vault of a secret, and what opens it', async () => {
      const { resources, end, vault, policyVault } = await setUp();
      const tenantId = expect.stringMatching(/\w/) as string;
      expect(await resources.vaultOf(end, `${vault.uri}/secrets/sas`)).toEqual({
        ...{ id: vault.id, hasRoles: true, tenantId },
      });
      const accessPolicies = [{ objectId: 'reader', tenantId, secrets: ['get'] }];
      expect(await resources.vaultOf(end, `${policyVault.uri}/secrets/sas`)).toEqual({
        ...{ id: policyVault.id, hasRoles: false, tenantId, accessPolicies },
      });
      expect(await resources.vaultOf(end, 'https://nowhere.example/secrets/sas')).toBeUndefined();
    });

    it('takes the vault that the routes file says, wherever it is', async () => {
      const { resources, elsewhere, policyVault } = await setUp();
      const at = (vaultId: string): RouteEnd => ({
        ...elsewhere,
        pipelineSettings: { options: [], storageAccessMode: 'SasToken', vaultId },
      });
      const secretUri = `${policyVault.uri}/secrets/sas`;
      expect(await resources.vaultOf(elsewhere, secretUri)).toBeUndefined();
      expect(await resources.vaultOf(at(policyVault.id), secretUri)).toMatchObject({
        ...{ id: policyVault.id, hasRoles: false, accessPolicies: [{ objectId: 'reader' }] },
      });
      expect(await resources.vaultOf(at(`${policyVault.id}x`), secretUri)).toBeUndefined();
    });
  });
}
