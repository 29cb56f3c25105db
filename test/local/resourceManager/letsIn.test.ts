import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ChangedResources } from '../../../local/resourceManager/changedResources';
import { createLetsIn } from '../../../local/resourceManager/letsIn';

const ACCOUNT = { id: '/subscriptions/s/storageAccounts/One', blobEndpoint: 'https://127.0.0.1:1/one' };
const VAULT = { id: '/subscriptions/s/vaults/two', vaultUri: 'https://127.0.0.1:2', tenantId: 't' };
const [BLOBS, SECRETS] = ['https://127.0.0.1:1/one/exports', 'https://127.0.0.1:2/secrets/sas'];

describe('network rules of emulated resources', () => {
  let folder: string;
  let changed: ChangedResources;
  const letsIn = (uri: string) => createLetsIn({ accounts: [ACCOUNT], vaults: [VAULT] }, changed)(uri);
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lets in '));
    changed = new ChangedResources(path.join(folder, 'changed.json'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('let registries in as long as nobody has changed them, and wherever nothing is known', () => {
    expect([letsIn(BLOBS), letsIn(SECRETS), letsIn('https://127.0.0.1:1/onemore/exports')]).toEqual([true, true, true]);
  });

  it.each([{ publicNetworkAccess: 'Disabled' }, { networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny' } }])(
    'keep registries out of storage, and not out of a vault that trusts services: %j',
    (rules) => {
      changed.write(ACCOUNT.id.toLowerCase(), rules);
      changed.write(VAULT.id, rules);
      expect([letsIn(BLOBS), letsIn(SECRETS)]).toEqual([false, true]);
      changed.write(VAULT.id, { ...rules, networkAcls: { bypass: 'None', defaultAction: 'Deny' } });
      expect(letsIn(SECRETS)).toBe(false);
    },
  );

  it('are kept over restarts, and forgotten when they are removed', () => {
    changed.write(ACCOUNT.id, { publicNetworkAccess: 'Disabled' });
    changed = new ChangedResources(path.join(folder, 'changed.json'));
    expect(letsIn(BLOBS)).toBe(false);
    changed.remove(ACCOUNT.id.toUpperCase());
    expect(letsIn(BLOBS)).toBe(true);
  });
});
