import type { Failure } from '../../src/domain/failures/failure';
import { CANCELED } from '../../src/domain/failures/ending';
import { createBatch, type Batch } from '../../src/domain/plan';
import type { ArtifactReport } from '../../src/domain/report/report';
import type { TransferInput } from '../../src/orchestrations/transfer';
import { ARTIFACT, away, BATCH, BLOB, DIGEST, done, failed, looked, runTransfer, type Stubs } from './runTransfer';

const EXPORT_ONLY: Partial<TransferInput> = { exportOnly: true };
/** What the chain of a route with two ends does beyond the export. */
const FAR_SIDE = ['planCopy', 'copyBlocks', 'commitBlob', 'startImportRun', 'verifyArtifacts', 'writeManifest'];

const batchOf = (...names: string[]): Batch =>
  createBatch(names.map((name) => ({ ...ARTIFACT, artifact: `${name}:1.0`, repository: name })));

const exported = (artifact: string): ArtifactReport => ({ artifact, sourceDigest: DIGEST, outcome: 'exported' });
const drifted = (artifact: string): ArtifactReport => ({
  ...{ artifact, sourceDigest: DIGEST, outcome: 'drifted' },
  failure: { code: 'tag_drifted', message: 'it moved', nextStep: 'n' },
});

const exportOnly = (stubs: Stubs = {}, input: Partial<TransferInput> = {}) =>
  runTransfer({ cleanUp: () => done({ left: 0 }), ...stubs }, { ...EXPORT_ONLY, ...input });

it('exports, looks at the source again, and writes the manifest last', async () => {
  const { calls, report, status, inputs } = await exportOnly();
  expect(status.output).toEqual({ outcome: 'exported' });
  expect(calls).toEqual([
    'openTransfer',
    'planTransfer',
    'keepPlan',
    'acquireSlot',
    'startExportRun',
    'checkRun',
    'releaseSlot',
    'inspectExportedBlob',
    'confirmExported',
    'lookAtExportPipeline',
    'writeExportManifest',
    'storeBatchResult',
    'recordDelivered',
    'cleanUp',
    'writeReport',
  ]);
  expect(inputs.acquireSlot).toMatchObject([{ kind: 'export' }]);
  expect(report).toMatchObject({
    outcome: 'exported',
    totals: { outcomes: { exported: 1 } },
    artifacts: [{ artifact: 'app:1.0', outcome: 'exported', sourceDigest: DIGEST }],
    batches: [{ batch: BATCH.name, outcome: 'exported', toCarry: { size: BLOB.size, contentMd5: BLOB.contentMd5 } }],
    failures: [],
  });
  expect(report.warnings).toBeUndefined();
  expect(report.artifacts[0]?.targetDigest).toBeUndefined();
});

it('shows where it is, without phases that it has not', async () => {
  const { progress } = await exportOnly();
  expect(new Set(progress.map(({ phase }) => phase))).toEqual(
    new Set(['planning', 'exporting', 'verifying', 'reporting']),
  );
});

it('the batches of a selection, in lanes', async () => {
  const batches = ['a', 'b', 'c'].map((name) => batchOf(name));
  const { report, calls } = await exportOnly(
    {
      selectArtifacts: () => done({}),
      readManifests: () => done({}),
      cutPlan: async (_input, _transfers, pages) => {
        for (const [number, one] of batches.entries()) await pages.keepPage('t0', 'batches', number, one);
        return done({
          ...{ batches: [], unplanned: [] },
          stored: { batches: 3, artifacts: 3, bytes: 0, skipped: 0, known: 0 },
        });
      },
    },
    { artifacts: [], batchesAtOnce: 2 },
  );
  expect(report).toMatchObject({ outcome: 'exported', totals: { batches: 3, outcomes: { exported: 3 } } });
  for (const step of FAR_SIDE) expect(calls).not.toContain(step);
});

describe('a tag that moved', () => {
  const batch = batchOf('app', 'web');
  const planTransfer = () => done({ batches: [batch], unplanned: [] });

  it('is drifted, also where it moved back later, and the others are exported', async () => {
    // Prepare
    let looks = 0;
    const confirmExported: Stubs['confirmExported'] = ({ batch: { artifacts } }) => {
      looks += 1;
      const found = artifacts.map(({ artifact }) => {
        if (artifact === 'web:1.0') return looks < 3 ? missing(artifact) : exported(artifact);
        return looks === 1 ? drifted(artifact) : exported(artifact);
      });
      return done({ artifacts: found });
    };

    // Act
    const { report, calls } = await exportOnly(
      { planTransfer, confirmExported },
      { patience: { stepMinutes: 60, verificationSeconds: 300 } },
    );

    // Assess
    expect(looks).toBe(3);
    expect(report).toMatchObject({
      outcome: 'partial',
      artifacts: [{ outcome: 'drifted', failure: { code: 'tag_drifted' } }, { outcome: 'exported' }],
      batches: [{ outcome: 'partial', toCarry: { size: BLOB.size } }],
    });
    expect(calls.filter((name) => name === 'startExportRun')).toHaveLength(1);
  });

  it('where nothing was exported as planned, no manifest says that something was', async () => {
    const { report, calls } = await exportOnly({
      planTransfer,
      confirmExported: () => done({ artifacts: batch.artifacts.map(({ artifact }) => drifted(artifact)) }),
    });
    expect(report.outcome).toBe('failed');
    expect(report.batches[0]?.toCarry).toBeUndefined();
    expect(calls).not.toContain('writeExportManifest');
    expect(calls).not.toContain('lookAtExportPipeline');
  });
});

function missing(artifact: string): ArtifactReport {
  const failure: Failure = { code: 'artifact_not_found', message: 'not there', nextStep: 'n' };
  return { artifact, sourceDigest: DIGEST, outcome: 'missing', failure };
}

it('a manifest that cannot be written leaves nothing exported, and says why', async () => {
  const { report } = await exportOnly({ writeExportManifest: () => failed('access_denied') });
  expect(report).toMatchObject({
    outcome: 'failed',
    artifacts: [{ outcome: 'failed', failure: { code: 'access_denied' } }],
    failures: [{ code: 'access_denied' }],
  });
  expect(report.batches[0]?.toCarry).toBeUndefined();
});

it('what the source could not be asked about is unconfirmed; what it was asked about before is exported', async () => {
  // Prepare
  const batch = batchOf('app', 'web');
  let looks = 0;

  // Act
  const { report, calls } = await exportOnly({
    planTransfer: () => done({ batches: [batch], unplanned: [] }),
    confirmExported: () =>
      looks++ === 0 ? done({ artifacts: [exported('app:1.0')], unfinished: {} }) : failed('service_refused'),
  });

  // Assess
  expect(report).toMatchObject({
    outcome: 'unconfirmed',
    artifacts: [{ outcome: 'exported' }, { outcome: 'failed', failure: { code: 'export_unconfirmed' } }],
    failures: [{ code: 'service_refused' }],
  });
  expect(calls).toContain('writeExportManifest');
});

describe('a warning', () => {
  const warning: Failure = { code: 'export_unproven', message: 'ContinueOnErrors', nextStep: 'n' };

  it('changes no outcome, and stands in the report once', async () => {
    const { report } = await exportOnly({
      planTransfer: () => done({ batches: [batchOf('app'), batchOf('web')], unplanned: [] }),
      lookAtExportPipeline: () => done({ warnings: [warning] }),
    });
    expect(report).toMatchObject({ outcome: 'exported', failures: [], warnings: [warning] });
  });

  it('is why there is none, where the pipeline cannot be read', async () => {
    const { report, elapsed } = await exportOnly({ lookAtExportPipeline: () => away() });
    expect(report).toMatchObject({ outcome: 'exported', warnings: [{ code: 'service_unavailable' }] });
    expect(elapsed).toBeLessThan(15 * 60_000);
  });
});

it('tries halves of a batch whose run failed, until the bad artifact stands alone', async () => {
  // Prepare
  const batch = batchOf('a', 'b', 'c', 'd');
  const runs = new Map<string, string[]>();

  // Act
  const { report, inputs } = await exportOnly({
    planTransfer: () => done({ batches: [batch], unplanned: [] }),
    startExportRun: ({ runName, artifacts }) => {
      runs.set(runName, artifacts);
      return done({ resourceId: `/runs/${runName}` });
    },
    checkRun: ({ kind, runName }) =>
      looked(
        kind,
        runs.get(runName)?.includes('c:1.0')
          ? { phase: 'failed', failure: { code: 'export_run_failed', message: 'a layer is gone', nextStep: 'n' } }
          : {},
      ),
  });

  // Assess
  expect(report).toMatchObject({ outcome: 'partial', totals: { outcomes: { exported: 3, failed: 1 } } });
  expect(report.artifacts.find(({ outcome }) => outcome === 'failed')).toMatchObject({ artifact: 'c:1.0' });
  const parts = report.batches[0]?.parts ?? [];
  expect(parts.map(({ artifacts, toCarry }) => [artifacts.join(), toCarry !== undefined])).toEqual([
    ['a:1.0,b:1.0', true],
    ['c:1.0,d:1.0', false],
    ['c:1.0', false],
    ['d:1.0', true],
  ]);
  for (const slot of inputs.releaseSlot ?? []) expect(slot).toMatchObject({ kind: 'export' });
});

it('a cancel while it exports writes no manifest', async () => {
  const { report, calls } = await exportOnly({
    checkRun: ({ kind }) => looked(kind, { phase: 'running', cancelRequested: true }),
  });
  expect(report).toMatchObject({ outcome: 'canceled', artifacts: [{ failure: { code: 'transfer_canceled' } }] });
  expect(calls).not.toContain('writeExportManifest');
});

it('a cancel while the manifest waits leaves nothing exported', async () => {
  const { report } = await exportOnly({ writeExportManifest: () => CANCELED as never });
  expect(report.outcome).toBe('canceled');
  expect(report.batches[0]?.toCarry).toBeUndefined();
});

it('a later life exports under the same names, and asks nobody for an import run', async () => {
  const first = await exportOnly();
  const { report, inputs } = await exportOnly({}, { life: 'r1' });
  expect(report.outcome).toBe('exported');
  expect(inputs.startExportRun).toEqual(first.inputs.startExportRun);
  expect(inputs.checkRun).toMatchObject([{ kind: 'export' }]);
});

it('a blob that is not there, or lacks what an import relies on, is not exported', async () => {
  const { report, calls } = await exportOnly({ inspectExportedBlob: () => failed('exported_blob_unfit') });
  expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'exported_blob_unfit' }] });
  expect(calls).not.toContain('confirmExported');
});
