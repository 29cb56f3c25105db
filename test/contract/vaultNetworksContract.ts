import type { VaultNetworks } from '../../src/domain/ports/vaultNetworks';
import type { RouteEnd } from '../../src/domain/route';

export interface VaultNetworksUnderTest {
  networks: VaultNetworks;
  end: RouteEnd;
  /** In a vault that has no rules yet. */
  secretUri: string;
  /** Shuts the vault to all but trusted services, or to these, too. */
  shut(toServices: boolean): Promise<void>;
}

/** What VaultNetworks promise. */
export function describeVaultNetworksContract(name: string, setUp: () => Promise<VaultNetworksUnderTest>): void {
  describe(`VaultNetworks: ${name}`, () => {
    it('tell who may reach the vault of a secret', async () => {
      const { networks, end, secretUri, shut } = await setUp();
      const open = { publicNetworkAccess: 'Enabled', defaultAction: 'Allow', trustsServices: true };
      expect(await networks.of(end, secretUri)).toMatchObject(open);
      await shut(false);
      expect(await networks.of(end, secretUri)).toMatchObject({ defaultAction: 'Deny', trustsServices: true });
      await shut(true);
      expect(await networks.of(end, secretUri)).toMatchObject({ defaultAction: 'Deny', trustsServices: false });
    });

    it('tell nothing of a vault that nobody shows', async () => {
      const { networks, end } = await setUp();
      expect(await networks.of(end, 'https://nowhere.example/secrets/sas')).toBeUndefined();
    });
  });
}
