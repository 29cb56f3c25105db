import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ContainerClient } from '@azure/storage-blob';
import { createCanaries } from '../../src/azure/state/canaries';
import { createCleanups } from '../../src/azure/state/cleanups';
import { createLedgerRebuilds } from '../../src/azure/state/ledger/ledgerRebuilds';
import { createLedger } from '../../src/azure/state/ledger/ledger';
import { createPauseStore } from '../../src/azure/state/pauseStore';
import { createPushes } from '../../src/azure/state/pushes';
import { createScheduleBooks } from '../../src/azure/state/scheduleBooks';
import { createMigrations } from '../../src/azure/state/schema/migrations';
import { createStateSchemas } from '../../src/azure/state/schema/stateSchemas';
import { createSweeps } from '../../src/azure/state/sweeps';
import { createTransferStore } from '../../src/azure/state/transfers/transferStore';
import { migrateState } from '../../src/domain/stateSchema/migrateState';
import { latestOf } from '../../src/domain/stateSchema/stateSchema';
import { transferViewSchema } from '../../src/functions/http/schemas/transferView';
import { viewTransfer } from '../../src/functions/http/transfers/viewTransfer';
import { MACHINE } from '../../src/services/machine';
import { startCopyCloud, type CopyCloud } from '../azure/copy/copyCloud';
import { mistakesIn } from '../histories/released';
import { readState, recordedVersions, restoreState, STATES } from './recordedState';

const ROUTE = 'source-to-target';
const INBOX = 'inbox';

it('what releases left is as it was, and the version of package.json is recorded where it is a release', () => {
  const text = readFileSync(path.join(__dirname, '../../package.json'), 'utf8');
  expect(mistakesIn(STATES, (JSON.parse(text) as { version: string }).version)).toEqual([]);
});

const around = (container: ContainerClient) => ({
  schemas: createStateSchemas(container),
  migrations: createMigrations(container),
});

describe.each(recordedVersions())('the state that %s left', (version) => {
  let cloud: CopyCloud;
  let container: ContainerClient;
  beforeAll(async () => {
    cloud = await startCopyCloud();
    container = (await cloud.owner.createContainer('state')).containerClient;
    await restoreState(version, container);
    const migrating = { ...around(container), machine: MACHINE };
    // Two hosts begin at once.
    await Promise.all([migrateState(migrating), migrateState(migrating)]);
  });
  afterAll(() => cloud.close());

  it('has today’s layout', async () => {
    const { schemas, migrations } = around(container);
    expect((await schemas.read())?.schema.version).toBe(latestOf(migrations));
  });

  it('is read: every transfer with its record, its plan and its report', async () => {
    const store = createTransferStore(container, MACHINE);
    const { transfers } = await store.list({}, { limit: 100 });
    expect(transfers.length).toBeGreaterThanOrEqual(4);
    const records = readState(version).filter(({ name }) => name.startsWith('transfers/'));
    expect(transfers).toHaveLength(records.length);
    expect(transfers.filter(({ route }) => route === INBOX)).toHaveLength(1);
    for (const { id, route, state } of transfers) {
      const [record, report] = [await store.find(id), await store.readReport(id)];
      if (!record || !report) throw new Error(`The transfer ${id} is not whole.`);
      const view = transferViewSchema.parse(viewTransfer('https://app.example/api', { record, report }));
      expect([view.state, view.route]).toEqual([state, route]);
      expect(record.arrival !== undefined).toBe(route === INBOX);
      // All of them came as far as that.
      expect(await store.readPlan(id)).toBeDefined();
    }
  });

  it('is read: the ledger, the pauses, the sweeps and the cleanups', async () => {
    const { entries } = await createLedger(container, MACHINE).find(ROUTE, {}, { limit: 100 });
    expect(entries.map(({ repository, tag }) => `${repository}:${tag}`).sort()).toEqual([
      'kept/good:1.0',
      'kept/selected:1.0',
    ]);
    const arrived = await createLedger(container, MACHINE).find(INBOX, {}, { limit: 100 });
    expect(arrived.entries.map(({ repository, tag }) => `${repository}:${tag}`)).toEqual(['kept/good:1.0']);
    expect((await createPauseStore(container).read()).pauses).toMatchObject({
      pauses: [{ route: ROUTE, paused: { reason: 'for the record' } }],
      drain: { begun: { reason: 'for the record' } },
    });
    expect((await createSweeps(container).list({ limit: 10 })).sweeps).not.toEqual([]);
    expect((await createCleanups(container).list({ limit: 10 })).cleanups).toMatchObject([{ dryRun: true }]);
  });

  it('is read: schedules, pushes that wait, the rebuild of a ledger and the canary', async () => {
    expect((await createScheduleBooks(container).read(ROUTE))?.book).toMatchObject({
      schedules: [{ name: 'yearly', after: expect.any(String) as string, open: [], runs: [] }],
    });
    expect(await createPushes(container, MACHINE).noted(ROUTE)).toMatchObject([
      { repository: 'pushed/waits', tag: '1.0', digest: expect.stringMatching(/^sha256:/) as string },
    ]);
    expect((await createLedgerRebuilds(container).read(ROUTE))?.rebuild).toMatchObject({
      ...{ route: ROUTE, end: expect.any(Object) as object },
    });
    expect((await createCanaries(container).read(ROUTE))?.canary).toMatchObject({
      ...{ route: ROUTE, endedAt: expect.any(String) as string },
    });
  });
});
