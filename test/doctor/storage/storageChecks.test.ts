import type { Check } from '../../../src/doctor/check';
import { containerExists } from '../../../src/doctor/storage/containerExists';
import { STORAGE_CHECKS } from '../../../src/doctor/storage/storageChecks';
import { storageImmutability } from '../../../src/doctor/storage/storageImmutability';
import { storageLifecycle } from '../../../src/doctor/storage/storageLifecycle';
import { storageNetwork } from '../../../src/doctor/storage/storageNetwork';
import { storageSharedKey } from '../../../src/doctor/storage/storageSharedKey';
import { storageSoftDelete } from '../../../src/doctor/storage/storageSoftDelete';
import { storageTransport } from '../../../src/doctor/storage/storageTransport';
import { storageVersions } from '../../../src/doctor/storage/storageVersions';
import { AccessDeniedError, ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { ACCOUNT_ID, type FakeStorageFacts } from '../../helpers/fakeStorageFacts';
import { createEndFixture, SECRET, sasOf } from '../endFixture';

/** Those of one end. */
const CHECKS = STORAGE_CHECKS.filter(({ about }) => about === 'end');
const rule = (changes: object) => ({ name: 'tidy', index: 2, prefixes: [], ...changes });
const update = `az storage account update --ids "${ACCOUNT_ID}"`;
const service = 'az storage account blob-service-properties update --account-name builds --resource-group "images"';
const turnOff =
  'az storage account management-policy update --account-name builds --resource-group "images" --set "policy.rules[2].enabled=false"';

type Row = [what: string, (facts: FakeStorageFacts) => void, Check, 'ok' | 'warning' | 'failed', command?: string];

const ROWS: Row[] = [
  [
    'private endpoints alone',
    (facts) => facts.change({ publicNetworkAccess: 'Disabled' }),
    storageNetwork,
    'failed',
    `${update} --public-network-access Enabled --default-action Allow`,
  ],
  ['selected networks', (facts) => facts.change({ defaultAction: 'Deny' }), storageNetwork, 'failed'],
  ['a perimeter', (facts) => facts.change({ publicNetworkAccess: 'SecuredByPerimeter' }), storageNetwork, 'failed'],
  [
    'no shared keys',
    (facts) => facts.change({ allowsSharedKey: false }),
    storageSharedKey,
    'failed',
    `${update} --allow-shared-key-access true`,
  ],
  [
    'versions',
    (facts) => (facts.service = { keepsVersions: true }),
    storageVersions,
    'warning',
    `${service} --enable-versioning false`,
  ],
  [
    'versions that a rule deletes',
    (facts) => {
      facts.service = { keepsVersions: true };
      facts.rules.push(rule({ deleteVersionsAfterDays: 1 }));
    },
    storageVersions,
    'ok',
  ],
  [
    'versions that a rule deletes elsewhere, or late',
    (facts) => {
      facts.service = { keepsVersions: true };
      facts.rules.push(rule({ prefixes: ['logs/'], deleteVersionsAfterDays: 1 }));
      facts.rules.push(rule({ deleteVersionsAfterDays: 90 }));
    },
    storageVersions,
    'warning',
  ],
  [
    'soft delete of a week',
    (facts) => (facts.service = { keepsVersions: false, softDeleteDays: 7 }),
    storageSoftDelete,
    'ok',
  ],
  [
    'soft delete of a year',
    (facts) => (facts.service = { keepsVersions: false, softDeleteDays: 365 }),
    storageSoftDelete,
    'warning',
    `${service} --enable-delete-retention true --delete-retention-days 7`,
  ],
  [
    'a legal hold',
    (facts) => (facts.ofContainer = { legalHolds: ['case1', 'case2'] }),
    storageImmutability,
    'warning',
    'az storage container legal-hold clear --account-name builds --container-name transfers --tags case1 case2',
  ],
  [
    'an immutability policy',
    (facts) => (facts.ofContainer = { legalHolds: [], immutability: { days: 7, state: 'Unlocked' } }),
    storageImmutability,
    'warning',
    'az storage container immutability-policy delete --account-name builds --container-name transfers --if-match "$(az storage container immutability-policy show --account-name builds --container-name transfers --query etag --output tsv)"',
  ],
  [
    'an archive within days',
    (facts) => facts.rules.push(rule({ archiveAfterDays: 1 })),
    storageLifecycle,
    'failed',
    turnOff,
  ],
  ['an archive within months', (facts) => facts.rules.push(rule({ archiveAfterDays: 60 })), storageLifecycle, 'ok'],
  [
    'a deletion at once',
    (facts) => facts.rules.push(rule({ deleteAfterDays: 0 })),
    storageLifecycle,
    'failed',
    turnOff,
  ],
  [
    'a deletion within days',
    (facts) => facts.rules.push(rule({ deleteAfterDays: 3 })),
    storageLifecycle,
    'warning',
    turnOff,
  ],
  [
    'a rule of another container',
    (facts) => facts.rules.push(rule({ prefixes: ['logs/'], deleteAfterDays: 0 })),
    storageLifecycle,
    'ok',
  ],
  [
    'a rule of the container',
    (facts) => facts.rules.push(rule({ prefixes: ['transfers/'], deleteAfterDays: 0 })),
    storageLifecycle,
    'failed',
  ],
  [
    'a rule of blobs of the route',
    (facts) => facts.rules.push(rule({ prefixes: ['transfers/prod-t1'], deleteAfterDays: 0 })),
    storageLifecycle,
    'failed',
  ],
  [
    'a rule of other blobs of the container',
    (facts) => facts.rules.push(rule({ prefixes: ['transfers/logs/'], deleteAfterDays: 0 })),
    storageLifecycle,
    'ok',
  ],
  [
    'a rule of containers like it',
    (facts) => facts.rules.push(rule({ prefixes: ['tra'], deleteAfterDays: 0 })),
    storageLifecycle,
    'failed',
  ],
  [
    'http',
    (facts) => facts.change({ isHttpsOnly: false }),
    storageTransport,
    'warning',
    `${update} --https-only true --min-tls-version TLS1_2`,
  ],
  ['an old TLS', (facts) => facts.change({ minimumTlsVersion: 'TLS1_0' }), storageTransport, 'warning'],
];

describe('checks of storage', () => {
  it('find nothing in an account that is as it should be', async () => {
    const { look } = await createEndFixture();
    for (const check of CHECKS) expect([check.code, (await look(check)).status]).toEqual([check.code, 'ok']);
  });

  it.each(ROWS.map((row) => ({ what: row[0], row })))('$what', async ({ row: [, change, check, status, command] }) => {
    const { look, storageFacts } = await createEndFixture();
    change(storageFacts);
    const found = await look(check);
    expect(found.status).toBe(status);
    expect(command ?? found.fix?.command).toBe(found.fix?.command);
    const others = await Promise.all(CHECKS.filter((other) => other !== check).map(look));
    expect(others.filter((other) => other.status !== 'ok')).toEqual([]);
  });

  it('an account that nobody sees cannot be checked, and its container can', async () => {
    const { look, storageFacts } = await createEndFixture();
    storageFacts.accountFacts = undefined;
    for (const check of CHECKS) {
      const { status, fix } = await look(check);
      expect([check.code, status]).toEqual([check.code, check === containerExists ? 'ok' : 'notCheckable']);
      expect(fix?.say ?? 'none').toMatch(check === containerExists ? 'none' : 'Reader');
    }
  });

  it('a refusal is thrown', async () => {
    const { look, storageFacts, containerProbes } = await createEndFixture();
    const denied = new AccessDeniedError('read it', 'Reader', { words: '403' });
    storageFacts.failure = containerProbes.failure = denied;
    for (const check of CHECKS) await expect(look(check)).rejects.toBe(denied);
  });

  it('a container that is not there is created', async () => {
    const { look, containerProbes, end } = await createEndFixture();
    containerProbes.missing.add(end.containerUri);
    expect(await look(containerExists)).toMatchObject({
      status: 'failed',
      fix: { command: 'az storage container create --account-name builds --name transfers --auth-mode login' },
    });
  });

  it('an account that DNS does not know is red; a vault, or a service that is down, is not its matter', async () => {
    const { look, containerProbes } = await createEndFixture();
    const failing = (words: string) => (containerProbes.failure = new ServiceUnavailableError('list blobs', { words }));
    failing('ENOTFOUND: getaddrinfo ENOTFOUND builds.blob.core.windows.net');
    expect(await look(containerExists)).toMatchObject({
      status: 'failed',
      evidence: expect.stringContaining('no storage account') as string,
      fix: { command: expect.stringContaining('az storage account list --subscription 11111111') as string },
    });
    for (const words of ['ENOTFOUND: getaddrinfo ENOTFOUND vault.example', '503']) {
      const failure = failing(words);
      await expect(look(containerExists)).rejects.toBe(failure);
    }
  });

  it('a policy that is locked stays', async () => {
    const { look, storageFacts } = await createEndFixture();
    storageFacts.ofContainer = { legalHolds: [], immutability: { days: 7, state: 'Locked' } };
    const { status, fix } = await look(storageImmutability);
    expect([status, fix?.command]).toEqual(['warning', undefined]);
  });

  it('a user delegation SAS needs no shared keys', async () => {
    const { look, storageFacts, secretFacts } = await createEndFixture();
    storageFacts.change({ allowsSharedKey: false });
    secretFacts.put(SECRET, sasOf({ skoid: '0' }));
    expect((await look(storageSharedKey)).status).toBe('ok');
  });

  it('an id with parentheses stands in quotes', async () => {
    const { look, storageFacts } = await createEndFixture();
    const accountId = ACCOUNT_ID.replace('images', 'images(old)');
    storageFacts.change({ accountId, publicNetworkAccess: 'Disabled', isHttpsOnly: false, allowsSharedKey: false });
    storageFacts.service = { keepsVersions: true };
    storageFacts.rules.push(rule({ deleteAfterDays: 0 }));
    for (const check of [storageNetwork, storageTransport, storageSharedKey])
      expect((await look(check)).fix?.command).toContain(`--ids "${accountId}" `);
    for (const check of [storageVersions, storageLifecycle])
      expect((await look(check)).fix?.command).toContain('--resource-group "images(old)" ');
  });

  it('no command holds an id that a shell would take for more than text', async () => {
    const { look, storageFacts } = await createEndFixture();
    storageFacts.change({ accountId: `${ACCOUNT_ID}$(reboot)`, publicNetworkAccess: 'Disabled' });
    const { status, fix } = await look(storageNetwork);
    expect([status, fix?.command]).toEqual(['failed', undefined]);
  });
});
