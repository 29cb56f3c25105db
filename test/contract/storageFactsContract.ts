import type { StorageFacts } from '../../src/domain/ports/storageFacts';
import type { RouteEnd } from '../../src/domain/route';

export interface StorageFactsUnderTest {
  facts: StorageFacts;
  end: RouteEnd;
  /** Of an account that nobody shows. */
  elsewhere: RouteEnd;
  /** Makes the account, its blob service, its container and its lifecycle as bad as the contract expects. */
  spoil(): Promise<void>;
}

/** What StorageFacts promise. */
export function describeStorageFactsContract(name: string, setUp: () => Promise<StorageFactsUnderTest>): void {
  describe(`StorageFacts: ${name}`, () => {
    it('tell an account that is as it should be, and one that is not', async () => {
      const { facts, end, spoil } = await setUp();
      expect(await facts.account(end)).toMatchObject({
        ...{ publicNetworkAccess: 'Enabled', defaultAction: 'Allow', allowsSharedKey: true },
        ...{ minimumTlsVersion: 'TLS1_2', isHttpsOnly: true, hasNamespace: false },
      });
      expect(await facts.blobService(end)).toEqual({ keepsVersions: false });
      expect(await facts.container(end)).toEqual({ legalHolds: [] });
      expect(await facts.lifecycle(end)).toEqual([]);
      await spoil();
      expect(await facts.account(end)).toMatchObject({ publicNetworkAccess: 'Disabled', allowsSharedKey: false });
      expect(await facts.blobService(end)).toEqual({ keepsVersions: true, softDeleteDays: 30 });
      expect(await facts.container(end)).toEqual({
        ...{ legalHolds: ['audit'], immutability: { days: 7, state: 'Unlocked' } },
      });
      expect(await facts.lifecycle(end)).toEqual([
        { name: 'tidy', index: 1, prefixes: ['logs/'], archiveAfterDays: 1, deleteVersionsAfterDays: 5 },
      ]);
    });

    it('tell nothing of what nobody shows', async () => {
      const { facts, elsewhere } = await setUp();
      for (const ask of [facts.account, facts.blobService, facts.container, facts.lifecycle]) {
        expect(await ask(elsewhere)).toBeUndefined();
      }
    });
  });
}
