import { createDeleteBlobs } from '../../src/activities/deleteBlobs';
import { createOpenTransfer } from '../../src/activities/openTransfer';
import { createWriteReport } from '../../src/activities/writeReport';
import type { TransferReport } from '../../src/domain/report';
import type { TransferRecord } from '../../src/domain/transferRecord';
import { createFakes } from '../helpers/fakes';
import { SOURCE, TARGET } from '../helpers/route';

const record: TransferRecord = {
  id: 't1',
  route: 'prod',
  artifacts: ['app:v1'],
  startedBy: { kind: 'functionKey', name: 'function key' },
  createdAt: '2026-11-21T10:00:00.000Z',
};
const report: TransferReport = {
  id: 't1',
  route: 'prod',
  outcome: 'partial',
  startedBy: record.startedBy,
  startedAt: record.createdAt,
  finishedAt: record.createdAt,
  artifacts: [],
  failures: [],
};

async function setUp(changes = {}) {
  const fakes = createFakes(changes);
  await fakes.transfers.claim(record);
  return {
    ...fakes,
    open: () => createOpenTransfer(fakes.deps)({ transferId: 't1' }),
    writeReport: () => createWriteReport(fakes.deps)({ report }),
    deleteBlobs: () => createDeleteBlobs(fakes.deps)({ route: 'prod', blobName: 'x.tar.gz' }),
  };
}

describe('openTransfer', () => {
  it('marks the transfer as running, and again', async () => {
    const { open, transfers } = await setUp();
    await transfers.index(record, 'accepted');
    expect(await open()).toEqual({});
    expect(await open()).toEqual({});
    expect(transfers.states.get('t1')).toBe('running');
  });

  it('a transfer that has ended is not opened again: it answers its report', async () => {
    const { open, writeReport, transfers } = await setUp();
    await writeReport();
    expect(await open()).toEqual({ report });
    expect(transfers.states.get('t1')).toBe('partial');
  });
});

describe('writeReport', () => {
  it('writes the report and its line of the index; the same twice', async () => {
    const { writeReport, transfers } = await setUp();
    expect(await writeReport()).toEqual({ written: true });
    expect(await writeReport()).toEqual({ written: true });
    expect(transfers.reports.get('t1')).toEqual(report);
    expect(transfers.states.get('t1')).toBe('partial');
  });

  it('cut off between report and index, the second time mends the index', async () => {
    const { writeReport, transfers } = await setUp();
    const { index } = transfers;
    transfers.index = async () => Promise.reject(new Error('The store is away.'));
    await expect(writeReport()).rejects.toThrow('away');
    expect(transfers.reports.has('t1')).toBe(true);
    transfers.index = index;
    await writeReport();
    expect(transfers.states.get('t1')).toBe('partial');
  });
});

describe('deleteBlobs', () => {
  const NAMES = ['x.tar.gz', 'x.tar.gz.manifest.json'];

  it('deletes the exported blob, the copy and the manifest, nothing else; a second time is no error', async () => {
    const { deleteBlobs, storage } = await setUp();
    for (const name of [...NAMES, 'y.tar.gz']) storage.put(TARGET, name, { size: 1 });
    for (const name of ['x.tar.gz', 'y.tar.gz']) storage.put(SOURCE, name, { size: 1 });
    expect(await deleteBlobs()).toEqual({ deleted: true });
    for (const name of NAMES) expect(storage.committed(TARGET, name)).toBeUndefined();
    expect(storage.committed(SOURCE, 'x.tar.gz')).toBeUndefined();
    expect(storage.committed(SOURCE, 'y.tar.gz')).toBeDefined();
    expect(storage.committed(TARGET, 'y.tar.gz')).toBeDefined();
    expect(await deleteBlobs()).toEqual({ deleted: true });
  });

  it('keeps them where the route says so', async () => {
    const { deleteBlobs, storage } = await setUp({ keepBlobs: true });
    storage.put(SOURCE, 'x.tar.gz', { size: 1 });
    expect(await deleteBlobs()).toEqual({ deleted: false });
    expect(storage.committed(SOURCE, 'x.tar.gz')).toBeDefined();
  });
});
