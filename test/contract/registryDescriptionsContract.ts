import type { RegistryDescriptions } from '../../src/domain/ports/registryFacts';
import type { RouteEnd } from '../../src/domain/route';

/** A registry that is there, and how it is changed. */
export interface RegistryDescriptionsUnderTest {
  registries: RegistryDescriptions;
  end: RouteEnd;
  nowhere: RouteEnd;
  /** Has it replicated to northeurope, where that fails. */
  replicate(): Promise<void>;
  /** Makes it a Standard one, closed to the public, for ABAC, from which nothing may leave, and that forgets after five days. */
  change(): Promise<void>;
  /** Enables soft delete for 30 days. */
  deleteSoftly(): Promise<void>;
  /** The same end in a cloud whose version of pipelines is of 2019, which knows no soft delete. */
  old: RouteEnd;
}

/** What RegistryDescriptions promise. */
export function describeRegistryDescriptionsContract(name: string, setUp: () => RegistryDescriptionsUnderTest): void {
  describe(`RegistryDescriptions: ${name}`, () => {
    it('tells which regions it is replicated to, and how that went', async () => {
      const { registries, end, nowhere, replicate } = setUp();
      expect(await registries.replications(nowhere)).toEqual([]);
      expect(await registries.replications(end)).toEqual([]);
      await replicate();
      const words = expect.stringMatching(/\w/) as string;
      expect(await registries.replications(end)).toEqual([
        { name: 'northeurope', location: 'northeurope', state: 'Failed', words },
      ]);
    });

    it('tells of soft delete, where the API version does', async () => {
      const { registries, end, old, nowhere, deleteSoftly } = setUp();
      expect(await registries.softDelete(nowhere)).toBeUndefined();
      expect(await registries.softDelete(old)).toBeUndefined();
      expect(await registries.softDelete(end)).toMatchObject({ status: 'disabled' });
      await deleteSoftly();
      expect(await registries.softDelete(end)).toEqual({ status: 'enabled', days: 30 });
    });

    it('tells what a registry is like, each time anew, and nothing of one that is not there', async () => {
      const { registries, end, nowhere, change } = setUp();
      expect(await registries.find(nowhere)).toBeUndefined();
      expect(await registries.find(end)).toMatchObject({
        sku: 'Premium',
        publicNetworkAccess: 'Enabled',
        exportPolicy: 'enabled',
        retention: { status: 'disabled' },
        loginServer: expect.stringMatching(/\w/) as string,
        ipRules: [],
        privateEndpoints: 0,
      });
      await change();
      expect(await registries.find(end)).toMatchObject({
        sku: 'Standard',
        publicNetworkAccess: 'Disabled',
        exportPolicy: 'disabled',
        retention: { status: 'enabled', days: 5 },
        roleAssignmentMode: 'AbacRepositoryPermissions',
      });
    });
  });
}
