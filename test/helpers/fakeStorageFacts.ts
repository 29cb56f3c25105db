import type { RouteEnd } from '../../src/domain/route';
import type {
  AccountFacts,
  BlobServiceFacts,
  ContainerFacts,
  LifecycleRule,
  StorageFacts,
} from '../../src/domain/ports/storageFacts';

export const ACCOUNT_ID =
  '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/images/providers/Microsoft.Storage/storageAccounts/builds';

/** What Resource Manager knows of one account, which is that of every end but one. */
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

  /** Address of a container whose account nobody shows. */
  unseen: string | undefined;

  account = async (end: RouteEnd) => this.answer(end, this.accountFacts);
  blobService = async (end: RouteEnd) => this.answer(end, this.service);
  container = async (end: RouteEnd) => this.answer(end, this.ofContainer);
  lifecycle = async (end: RouteEnd) => this.answer(end, this.rules);

  /** Changes the account. */
  change(changes: Partial<AccountFacts>): void {
    if (this.accountFacts) this.accountFacts = { ...this.accountFacts, ...changes };
  }

  private answer<Facts>({ containerUri }: RouteEnd, facts: Facts): Facts | undefined {
    if (this.failure) throw this.failure;
    return containerUri === this.unseen ? undefined : this.accountFacts && facts;
  }
}
