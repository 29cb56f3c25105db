import { recordDelivered } from '../../src/activities/ledger/recordDelivered';
import { LedgerUnreadableError, TransferRecordGoneError } from '../../src/domain/failures/errors';
import type { Batch } from '../../src/domain/plan';
import { endedBatch, verifiedBatch, withParts, type BatchResult } from '../../src/domain/report/batchResult';
import type { ArtifactReport } from '../../src/domain/report/report';
import { createFakes } from '../helpers/fakes';
import { digestOf } from '../helpers/fakeRegistries';
import { record } from '../helpers/record';
import { exportOnlyRoute } from '../helpers/route';

const [V1, V2] = [digestOf('v1'), digestOf('v2')];
const IMPORTED_AT = '2026-11-21T10:04:00.000Z';
const batch: Batch = { name: 'b1', artifacts: [] };
const arrived = (artifact: string, digest: string): ArtifactReport => ({
  artifact,
  outcome: 'delivered',
  sourceDigest: digest,
  targetDigest: digest,
});
const resultOf = (...artifacts: ArtifactReport[]): BatchResult =>
  verifiedBatch(batch, { importedAt: IMPORTED_AT }, artifacts);

async function setUp(result?: BatchResult) {
  const fakes = createFakes();
  if (result) await fakes.transfers.writeBatchResult('t1', result);
  return { ...fakes, call: () => recordDelivered(fakes.deps, { transferId: 't1', batch: 'b1' }) };
}

it('notes what was delivered, by tag and by digest, and nothing else', async () => {
  // Prepare
  const { call, ledger } = await setUp(
    resultOf(
      arrived('app:v1', V1),
      arrived(`team/app@${V2}`, V2),
      { artifact: 'app:v2', outcome: 'missing', sourceDigest: V2 },
      { artifact: 'app:v3', outcome: 'incomplete', sourceDigest: V2, targetDigest: V2 },
      { artifact: 'app:v4', outcome: 'drifted', sourceDigest: V2, targetDigest: V1 },
      { artifact: 'app:v5', outcome: 'failed' },
    ),
  );

  // Act
  const recorded = await call();

  // Assess
  const delivery = { firstTransfer: 't1', lastTransfer: 't1', firstAt: IMPORTED_AT, lastAt: IMPORTED_AT };
  expect(recorded).toEqual({ recorded: 2 });
  expect(ledger.entriesOf('prod')).toEqual([
    { repository: 'app', tag: 'v1', digest: V1, ...delivery, verified: true },
    { repository: 'team/app', digest: V2, ...delivery, verified: true },
  ]);
});

it('notes what was exported as that, with the time of the export, and of each part its own', async () => {
  // Prepare
  const [own, ofPart] = [IMPORTED_AT, '2026-11-21T10:20:00.000Z'];
  const exported = (artifact: string): ArtifactReport => ({ artifact, outcome: 'exported', sourceDigest: V1 });
  const part = verifiedBatch({ name: 'p1', artifacts: [] }, { exportedAt: ofPart }, [exported('app:v2')]);
  const result = verifiedBatch(batch, { exportedAt: own }, [
    exported('app:v1'),
    { artifact: 'app:v2', outcome: 'failed', sourceDigest: V1 },
    { artifact: 'app:v3', outcome: 'drifted', sourceDigest: V1 },
  ]);
  const { call, ledger, transfers } = await setUp(withParts(result, [part]));
  await transfers.writeBatchResult('t1', part);
  transfers.records.set('t1', record({ pinnedRoute: exportOnlyRoute() }));

  // Act
  const recorded = await call();

  // Assess
  expect(recorded).toEqual({ recorded: 2 });
  expect(ledger.entriesOf('prod')).toMatchObject([
    { tag: 'v1', digest: V1, firstAt: own, verified: false, exported: true },
    { tag: 'v2', digest: V1, firstAt: ofPart, verified: false, exported: true },
  ]);
});

it('called again, as by a later life of the transfer, it moves nothing', async () => {
  const { call, ledger } = await setUp(resultOf(arrived('app:v1', V1)));
  await call();
  await ledger.record('prod', { id: 't2', at: '2026-11-21T10:30:00.000Z' }, [
    { repository: 'app', tag: 'v1', digest: V2 },
  ]);
  const before = ledger.entriesOf('prod');
  await call();
  expect(ledger.entriesOf('prod')).toEqual(before);
  expect((await ledger.ofRepository('prod', 'app')).has({ tag: 'v1', digest: V2 })).toBe(true);
});

it('a result that does not say when is of the time when its transfer was asked for', async () => {
  const { call, ledger, transfers } = await setUp(verifiedBatch(batch, {}, [arrived('app:v1', V1)]));
  await call();
  const { createdAt } = transfers.records.get('t1') ?? {};
  expect(ledger.entriesOf('prod')).toMatchObject([{ firstAt: createdAt, lastAt: createdAt }]);
});

it('asks the ledger for nothing where nothing was delivered', async () => {
  const { call, ledger } = await setUp(
    endedBatch(
      { ...batch, artifacts: [] },
      {},
      { end: 'failed', failure: { code: 'access_denied', message: 'No.', nextStep: 'Look.' } },
    ),
  );
  ledger.record = async () => Promise.reject(new Error('It was asked.'));
  expect(await call()).toEqual({ recorded: 0 });
});

it('says what keeps it from noting', async () => {
  const { call, ledger, transfers } = await setUp(resultOf(arrived('app:v1', V1)));
  ledger.record = async () => Promise.reject(new LedgerUnreadableError('https://a/c/ledger/prod/00-0', 'at its root'));
  await expect(call()).rejects.toThrow(LedgerUnreadableError);
  transfers.records.clear();
  await expect(call()).rejects.toThrow(TransferRecordGoneError);
});

it('a batch without a result, or a delivered artifact that nobody can name, is a defect', async () => {
  await expect((await setUp()).call()).rejects.toThrow('has no result');
  for (const artifact of [arrived('App:v1', V1), { artifact: 'app:v1', outcome: 'delivered' as const }]) {
    const { call, ledger } = await setUp(resultOf(arrived('app:v2', V2), artifact));
    await expect(call()).rejects.toThrow('Nobody can tell');
    expect(ledger.entriesOf('prod')).toEqual([]);
  }
});

it('what a part of the batch delivered has the time of that part', async () => {
  // Prepare
  const at = '2026-11-21T10:20:00.000Z';
  const part = verifiedBatch({ name: 'p1', artifacts: [] }, { importedAt: at }, [arrived('app:v2', V2)]);
  const whole = withParts(resultOf(arrived('app:v1', V1), { artifact: 'app:v2', outcome: 'missing' }), [part]);
  const { call, ledger, transfers } = await setUp(whole);
  await transfers.writeBatchResult('t1', part);

  // Act
  await call();

  // Assess
  expect(ledger.entriesOf('prod')).toMatchObject([
    { tag: 'v1', lastAt: IMPORTED_AT },
    { tag: 'v2', lastAt: at },
  ]);
});
