import type { Permissions } from '../../src/domain/ports/permissions';
import { allows, allowsData } from '../../src/domain/roles/permission';
import type { RouteEnd } from '../../src/domain/route';

/** A caller without any role. */
export interface PermissionsUnderTest {
  permissions: Permissions;
  end: RouteEnd;
  /** Resource id of a storage account. */
  account: string;
  /** Object id of the caller. */
  principalId: string;
  /** Gives the caller Reader, or Storage Blob Data Reader, on a resource. */
  give(role: 'Reader' | 'Storage Blob Data Reader', scope: string): Promise<void>;
}

const READ = 'Microsoft.Storage/storageAccounts/read';
const WRITE = 'Microsoft.Storage/storageAccounts/write';
const READ_BLOB = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read';

/** What Permissions promise. */
export function describePermissionsContract(name: string, setUp: () => Promise<PermissionsUnderTest>): void {
  describe(`Permissions: ${name}`, () => {
    it('none without a role', async () => {
      const { permissions, end, account } = await setUp();
      expect(await permissions.at(end, account)).toEqual([]);
    });

    it('those of roles at a scope count there and below', async () => {
      const { permissions, end, account, give } = await setUp();
      const container = `${account}/blobServices/default/containers/one`;
      await give('Reader', account);
      await give('Storage Blob Data Reader', container);
      const [above, at] = [await permissions.at(end, account), await permissions.at(end, container)];
      expect([allows(above, READ), allows(above, WRITE), allowsData(above, READ_BLOB)]).toEqual([true, false, false]);
      expect([allows(at, READ), allows(at, WRITE), allowsData(at, READ_BLOB)]).toEqual([true, false, true]);
    });

    it('knows who asks', async () => {
      const { permissions, end, principalId } = await setUp();
      expect(await permissions.principalOf(end)).toBe(principalId);
    });
  });
}
