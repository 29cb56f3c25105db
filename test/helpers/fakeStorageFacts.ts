import type {
  AccountFacts,
  BlobServiceFacts,
  ContainerFacts,
  LifecycleRule,
  StorageFacts,
} from '../../src/domain/ports/storageFacts';

export const ACCOUNT_ID =
  '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/images/providers/Microsoft.Storage/storageAccounts/builds';

/** What Resource Manager knows of one account, which is that of every end. */
export class FakeStorageFacts implements StorageFacts {
  accountFacts: AccountFacts | undefined = {
    accountId: ACCOUNT_ID,
    publicNetworkAccess: 'Enabled',
    defaultAction: 'Allow',
    allowsSharedKey: true,
    minimumTlsVersion: 'TLS1_2',
    isHttpsOnly: true,
    hasNamespace: false,
  };
  service: BlobServiceFacts = { keepsVersions: false };
  ofContainer: ContainerFacts | undefined = { legalHolds: [] };
  rules: LifecycleRule[] = [];
  /** Thrown at each question. */
  failure: Error | undefined;

  account = async () => this.answer(this.accountFacts);
  blobService = async () => this.answer(this.service);
  container = async () => this.answer(this.ofContainer);
  lifecycle = async () => this.answer(this.rules);

  /** Changes the account. */
  change(changes: Partial<AccountFacts>): void {
    if (this.accountFacts) this.accountFacts = { ...this.accountFacts, ...changes };
  }

  private answer<Facts>(facts: Facts): Facts | undefined {
    if (this.failure) throw this.failure;
    return this.accountFacts && facts;
  }
}
