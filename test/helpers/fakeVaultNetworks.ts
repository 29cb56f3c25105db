import type { VaultNetwork, VaultNetworks } from '../../src/domain/ports/vaultNetworks';
import type { RouteEnd } from '../../src/domain/route';

/** One vault, which holds every secret but those of another origin. */
export class FakeVaultNetworks implements VaultNetworks {
  network: VaultNetwork = {
    vaultId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/vault',
    publicNetworkAccess: 'Enabled',
    defaultAction: 'Allow',
    trustsServices: true,
  };
  origin = 'https://vault.example';

  async of(_end: RouteEnd, secretUri: string): Promise<VaultNetwork | undefined> {
    return new URL(secretUri).origin === this.origin ? this.network : undefined;
  }

  /** Changes the rules of the vault. */
  async change(changes: Partial<Omit<VaultNetwork, 'vaultId'>>): Promise<void> {
    this.network = { ...this.network, ...changes };
  }
}
