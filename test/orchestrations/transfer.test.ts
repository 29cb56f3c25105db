import { failureToText } from '../../src/domain/failures/failure';
import type { Activities } from '../../src/activities/activities';
import type { RunCheck } from '../../src/activities/runs/checkRun';
import { CANCELED } from '../../src/domain/failures/ending';
import type { Failure } from '../../src/domain/failures/failure';
import {
  ARTIFACT,
  BATCH,
  BLOB,
  DIGEST,
  INPUT,
  MIB,
  PLAN,
  done,
  failed,
  looked,
  runTransfer,
  type Stubs,
} from './runTransfer';

type LookInput = Parameters<Activities['checkRun']>[0];

/** A look at a run that goes on. */
const running =
  (percentage: number, more: Partial<RunCheck> = {}) =>
  ({ kind }: LookInput) =>
    looked(kind, { phase: 'running', percentage, ...more });

/** The export run has succeeded; at the import run there is this to see. */
const withImport = (check: Stubs['checkRun']) => (input: LookInput) =>
  input.kind === 'export' || !check ? looked(input.kind, {}) : check(input);

describe('transfer, on a good day', () => {
  it('goes through the steps of the chain in their order', async () => {
    const { calls, report, status } = await runTransfer();
    expect(status.output).toEqual({ outcome: 'succeeded' });
    expect(calls).toEqual([
      'openTransfer',
      'planTransfer',
      'startExportRun',
      'checkRun',
      'inspectExportedBlob',
      'writeManifest',
      'planCopy',
      'copyBlocks',
      'copyBlocks',
      'commitBlob',
      'startImportRun',
      'checkRun',
      'verifyArtifacts',
      'deleteBlobs',
      'storeBatchResult',
      'writeReport',
    ]);
    expect(report).toEqual({
      version: 1,
      id: 't0',
      route: 'prod',
      outcome: 'succeeded',
      startedBy: INPUT.startedBy,
      startedAt: INPUT.startedAt,
      finishedAt: expect.stringMatching(/^2026-01-01T00:00:2\d/) as string,
      artifacts: [{ artifact: 'app:1.0', outcome: 'delivered', sourceDigest: DIGEST, targetDigest: DIGEST }],
      batches: [
        {
          batch: BATCH.name,
          outcome: 'succeeded',
          artifacts: ['app:1.0'],
          exportRun: { resourceId: '/runs/e1', outcome: 'succeeded' },
          importRun: { resourceId: '/runs/i1', outcome: 'succeeded' },
          blob: expect.stringMatching(/^prod-t0-bbbbbbbbbbbb\.tar\.gz$/) as string,
          copy: { strategy: 'server', size: BLOB.size, blocks: 3, contentMd5: BLOB.contentMd5, committed: true },
          blobsDeleted: true,
        },
      ],
      failures: [],
    });
  });

  it('does not copy what is committed already', async () => {
    const { calls, report } = await runTransfer({ planCopy: () => done({ plan: PLAN, committed: true }) });
    expect(calls).not.toContain('copyBlocks');
    expect(report.outcome).toBe('succeeded');
  });

  it('shows phase, percentage and bytes at each step', async () => {
    // Prepare
    const checks = [running(20), running(70)];
    let exportLooks = 0;

    // Act
    const { progress } = await runTransfer({
      checkRun: (input) => (input.kind === 'export' && checks[exportLooks++]?.(input)) || looked(input.kind, {}),
    });

    // Assess
    expect(progress).toEqual([
      { phase: 'planning', percentage: 0 },
      { phase: 'exporting', percentage: 0 },
      { phase: 'exporting', percentage: 20 },
      { phase: 'exporting', percentage: 70 },
      { phase: 'exporting', percentage: 100 },
      { phase: 'copying', percentage: 0, bytes: 0, totalBytes: 10 * MIB },
      {
        phase: 'copying',
        percentage: 0,
        bytes: 0,
        totalBytes: 10 * MIB,
        lanes: [`t0-b-${BATCH.name}-server-0`, `t0-b-${BATCH.name}-server-1`],
      },
      { phase: 'copying', percentage: 100, bytes: 10 * MIB, totalBytes: 10 * MIB },
      { phase: 'importing', percentage: 0 },
      { phase: 'verifying', percentage: 0 },
      { phase: 'verifying', percentage: 100 },
      { phase: 'reporting', percentage: 0 },
    ]);
  });

  it('does nothing when its report is written already', async () => {
    const { calls, status } = await runTransfer({ openTransfer: () => done({ outcome: 'partial' }) });
    expect(calls).toEqual(['openTransfer']);
    expect(status.output).toEqual({ outcome: 'partial' });
  });
});

describe('polling a pipeline run', () => {
  it('waits longer each time, up to the maximum', async () => {
    // Prepare
    const looks: number[] = [];
    let count = 0;

    // Act
    const { elapsed } = await runTransfer({
      checkRun: (input) => {
        if (input.kind === 'import') return looked('import', {});
        looks.push(count++);
        return count < 8 ? running(count)(input) : looked('export', {});
      },
    });

    // Assess
    // 10 + 15 + 23 + 35 + 53 + 60 + 60 + 60 seconds, then 10 for the import; a timer may fire up to a second early.
    expect(elapsed).toBeGreaterThan(310_000);
    expect(elapsed).toBeLessThanOrEqual(327_000);
    expect(looks).toHaveLength(8);
  });

  it('waits as long as the service asks', async () => {
    // Prepare
    let asked = false;

    // Act
    const { elapsed } = await runTransfer({
      checkRun: (input) => {
        if (asked) return looked(input.kind, {});
        asked = true;
        return running(1, { retryAfterSeconds: 300 })(input);
      },
    });

    // Assess
    expect(elapsed).toBeGreaterThan(315_000);
  });

  it('looks once more at the deadline, however long the service asks to wait', async () => {
    const { report, calls, elapsed } = await runTransfer({
      checkRun: running(50, { retryAfterSeconds: 7 * 24 * 3600 }),
    });
    expect(report.failures[0]?.code).toBe('export_run_overdue');
    expect(calls.filter((name) => name === 'checkRun').length).toBeGreaterThan(1);
    expect(elapsed).toBeLessThan(2 * 3600 * 1000);
  });

  it('gives up at the deadline, says so, and does not call it failed or succeeded', async () => {
    const { report, batch, calls } = await runTransfer({ checkRun: running(50) });
    expect(report.outcome).toBe('failed');
    expect(batch?.exportRun).toEqual({ resourceId: '/runs/e1', outcome: 'overdue' });
    expect(report.failures[0]).toMatchObject({ code: 'export_run_overdue', resourceId: '/runs/e1' });
    expect(calls).not.toContain('startImportRun');
  });
});

const notFound: Failure = { code: 'artifact_not_found', message: 'm', nextStep: 'n' };

describe('a transfer that does not go well', () => {
  it('delivers the good artifacts and never says succeeded when one was missing', async () => {
    // Prepare
    const unplanned = [{ artifact: 'nope:1', failure: notFound }];

    // Act
    const { report, calls } = await runTransfer(
      { planTransfer: () => done({ batches: [{ name: 'b', artifacts: [ARTIFACT] }], unplanned }) },
      {
        artifacts: [
          { repository: 'app', tag: '1.0' },
          { repository: 'nope', tag: '1' },
        ],
      },
    );

    // Assess
    expect(report.outcome).toBe('partial');
    expect(report.artifacts.map(({ artifact, outcome }) => [artifact, outcome])).toEqual([
      ['app:1.0', 'delivered'],
      ['nope:1', 'missing'],
    ]);
    expect(calls).toContain('deleteBlobs');
  });

  it('creates nothing when no artifact exists', async () => {
    // Prepare
    const unplanned = [{ artifact: 'app:1.0', failure: notFound }];

    // Act
    const { report, calls } = await runTransfer({ planTransfer: () => done({ batches: [], unplanned }) });

    // Assess
    expect(report.outcome).toBe('failed');
    expect(report.artifacts).toEqual([expect.objectContaining({ outcome: 'missing' })]);
    expect(calls).toEqual(['openTransfer', 'planTransfer', 'writeReport']);
  });

  it('tells why an export run failed, in the report and for each artifact', async () => {
    // Prepare
    const failure: Failure = {
      code: 'export_run_failed',
      message: 'Failed to access storage',
      nextStep: 'n',
      correlationId: 'c',
    };

    // Act
    const { report, calls } = await runTransfer({
      checkRun: ({ kind }) => looked(kind, { phase: 'failed', percentage: 0, failure }),
    });

    // Assess
    expect(report).toMatchObject({
      outcome: 'failed',
      batches: [{ outcome: 'failed', exportRun: { outcome: 'failed' } }],
      failures: [failure],
      artifacts: [{ outcome: 'failed', sourceDigest: DIGEST, failure }],
    });
    expect(calls).not.toContain('planCopy');
  });

  it('asks the target registry what arrived although the import run failed', async () => {
    // Prepare
    const failure: Failure = { code: 'import_run_failed', message: 'half of it', nextStep: 'n' };

    // Act
    const { report, calls } = await runTransfer({
      checkRun: withImport(() => looked('import', { phase: 'failed', percentage: 40, failure })),
      verifyArtifacts: () =>
        done({
          artifacts: [
            { artifact: 'app:1.0', outcome: 'delivered' },
            {
              artifact: 'app:2.0',
              outcome: 'missing',
              failure: { code: 'artifact_not_delivered', message: 'm', nextStep: 'n' },
            },
          ],
        }),
    });

    // Assess
    expect(report.outcome).toBe('partial');
    expect(report.artifacts[1]).toMatchObject({ outcome: 'failed', failure: { code: 'import_run_failed' } });
    expect(calls).not.toContain('deleteBlobs');
  });

  it('is unconfirmed when the target registry cannot be asked', async () => {
    const { report } = await runTransfer({ verifyArtifacts: () => failed('access_denied') });
    expect(report.outcome).toBe('unconfirmed');
    expect(report.artifacts).toEqual([
      expect.objectContaining({
        outcome: 'failed',
        failure: expect.objectContaining({ code: 'not_verified' }) as object,
      }),
    ]);
  });

  it.each(['writeManifest', 'planCopy', 'copyBlocks', 'commitBlob', 'startImportRun'] as const)(
    'leaves nothing in the target container when %s fails for good',
    async (step) => {
      const { report, calls } = await runTransfer({ [step]: () => failed('access_denied') });
      expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'access_denied' }] });
      expect(calls).toContain('discardCopy');
    },
  );

  it('retries what is transient, and keeps its code when it stays', async () => {
    // Prepare
    const unavailable: Failure = {
      code: 'service_unavailable',
      message: 'not now',
      nextStep: 'wait',
      correlationId: 'c-1',
    };

    // Act
    const { report, calls } = await runTransfer({
      startExportRun: () => {
        throw new Error(failureToText(unavailable));
      },
      checkRun: () => failed('resource_not_found'),
    });

    // Assess
    expect(calls.filter((name) => name === 'startExportRun')).toHaveLength(5);
    expect(report.failures).toEqual([unavailable]);
  });

  it('discards nothing when an import run may have been created, and asks the registry', async () => {
    const { report, calls } = await runTransfer({
      startImportRun: () => {
        throw new Error('socket hang up');
      },
      verifyArtifacts: () => done({ artifacts: [{ artifact: 'app:1.0', outcome: 'missing', sourceDigest: DIGEST }] }),
    });
    expect(calls).not.toContain('discardCopy');
    expect(calls.slice(-3)).toEqual(['verifyArtifacts', 'storeBatchResult', 'writeReport']);
    expect(report).toMatchObject({
      outcome: 'failed',
      artifacts: [{ outcome: 'missing' }],
      batches: [{ importRun: { resourceId: '/runs/i1' } }],
    });
  });

  it('goes on with an export run that was created unheard', async () => {
    const { report } = await runTransfer({
      startExportRun: () => {
        throw new Error('socket hang up');
      },
    });
    expect(report).toMatchObject({
      outcome: 'succeeded',
      batches: [{ exportRun: { resourceId: '/runs/e1', outcome: 'succeeded' } }],
    });
  });

  it('takes the blob away when the import run was never created', async () => {
    const { report, calls } = await runTransfer({
      startImportRun: () => {
        throw new Error('socket hang up');
      },
      checkRun: withImport(() => failed('resource_not_found')),
    });
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ message: 'socket hang up' }] });
    expect(calls).toContain('discardCopy');
  });

  it('takes a look that nobody answered for no news', async () => {
    // Prepare
    let looks = 0;

    // Act
    const { report } = await runTransfer({
      checkRun: ({ kind }) => {
        looks += 1;
        if (looks <= 5) throw new Error('socket hang up');
        return looked(kind, {});
      },
    });

    // Assess
    expect(report.outcome).toBe('succeeded');
  });

  it('tells what could not be cleaned up, and stays what it is', async () => {
    const { report } = await runTransfer({ deleteBlobs: () => failed('access_denied') });
    expect(report).toMatchObject({
      outcome: 'succeeded',
      batches: [{ blobsDeleted: false }],
      cleanUpFailures: [{ code: 'access_denied' }],
    });
  });

  it('goes on after a transient failure', async () => {
    let attempts = 0;
    const { report } = await runTransfer({
      copyBlocks: () => {
        if (attempts++ === 0) throw new Error('socket hang up');
        return done({ complete: true, copied: 1 });
      },
    });
    expect(report.outcome).toBe('succeeded');
  });

  it('fails, and says so, when its report cannot be written', async () => {
    const { status } = await runTransfer({ writeReport: () => failed('access_denied') });
    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain('The report of the transfer t0 could not be written: it was access_denied');
  });
});

describe('cancel', () => {
  it('stops at the next look at the export run', async () => {
    const { report, calls } = await runTransfer({ checkRun: running(10, { cancelRequested: true }) });
    expect(report).toMatchObject({ outcome: 'canceled', batches: [{ exportRun: { outcome: 'leftRunning' } }] });
    expect(report.artifacts[0]).toMatchObject({ outcome: 'failed', failure: { code: 'transfer_canceled' } });
    expect(calls).not.toContain('planCopy');
    expect(calls.at(-1)).toBe('writeReport');
  });

  it('stops between ranges of blocks and discards what is staged', async () => {
    const { report, calls } = await runTransfer({
      planCopy: () => done({ plan: { ...PLAN, lanes: 1 }, committed: false }),
      copyBlocks: () => CANCELED,
    });
    expect(report.outcome).toBe('canceled');
    expect(calls.filter((name) => name === 'copyBlocks')).toHaveLength(1);
    expect(calls).not.toContain('commitBlob');
    expect(calls.slice(-3)).toEqual(['discardCopy', 'storeBatchResult', 'writeReport']);
  });

  it('takes a committed blob away when the import has not begun', async () => {
    const { report, batch, calls } = await runTransfer({ startImportRun: () => CANCELED });
    expect(report.outcome).toBe('canceled');
    expect(batch?.importRun).toBeUndefined();
    expect(calls).toContain('discardCopy');
  });

  it('leaves the blob alone when an import run is reading it', async () => {
    const { report, calls } = await runTransfer({
      checkRun: withImport(running(10, { cancelRequested: true })),
    });
    expect(report).toMatchObject({ outcome: 'canceled', batches: [{ importRun: { outcome: 'leftRunning' } }] });
    expect(calls).not.toContain('discardCopy');
  });
});
