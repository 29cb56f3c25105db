import type { DurableInvoker } from '../../local/host/durable/taskHub';
import type { Activities } from '../../src/activities/activities';
import type { RunCheck } from '../../src/activities/runs/checkRun';
import { CANCELED } from '../../src/domain/failures/ending';
import type { Failure } from '../../src/domain/failures/failure';
import type { TransferPages } from '../../src/domain/ports/transferPages';
import type { TransferStore } from '../../src/domain/ports/transferStore';
import { verifiedBatch } from '../../src/domain/report/batchResult';
import {
  ARTIFACT,
  away,
  awayWhile,
  HAPPY_ENDS,
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

const DELIVERED = {
  ...{ artifact: 'app:1.0', sourceDigest: DIGEST, targetDigest: DIGEST },
  outcome: 'delivered' as const,
};

/** A look at a run that goes on. */
const running =
  (percentage: number, more: Partial<RunCheck> = {}) =>
  ({ kind }: LookInput) =>
    looked(kind, { phase: 'running', percentage, ...more });

/** The export run has succeeded; at the import run there is this to see. */
const withImport = (check: Stubs['checkRun']) => (input: LookInput, transfers: TransferStore, pages: TransferPages) =>
  input.kind === 'export' || !check ? looked(input.kind, {}) : check(input, transfers, pages);

describe('transfer, on a good day', () => {
  it('goes through the steps of the chain in their order', async () => {
    const { calls, report, status } = await runTransfer();
    expect(status.output).toEqual({ outcome: 'succeeded' });
    expect(calls).toEqual([
      'openTransfer',
      'planTransfer',
      'keepPlan',
      'acquireSlot',
      'startExportRun',
      'checkRun',
      'releaseSlot',
      'inspectExportedBlob',
      'writeManifest',
      'planCopy',
      'copyBlocks',
      'copyBlocks',
      'commitBlob',
      'acquireSlot',
      'startImportRun',
      'checkRun',
      'releaseSlot',
      'verifyArtifacts',
      'storeBatchResult',
      'recordDelivered',
      'cleanUp',
      'lookAtImportPipeline',
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
      totals: { artifacts: 1, batches: 1, known: 0, outcomes: { delivered: 1 } },
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
      { phase: 'importing', percentage: 100 },
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
    // 10 + 15 + 23 + 35 + 53 + 60 + 60 + 60 seconds, then 10 for the import. A timer may fire up to a second early: no
    // wait is shorter for that, and none more than a second longer.
    expect(elapsed).toBeGreaterThanOrEqual(326_000);
    expect(elapsed).toBeLessThanOrEqual(336_000);
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

describe('a run that is odd', () => {
  const ABSENT = done({ phase: 'absent' as const, percentage: 0, cancelRequested: false });
  const looksOf = (calls: string[]): number => calls.filter((name) => name === 'checkRun').length;

  it('is not there for a while after it was created: it is looked for again', async () => {
    let looks = 0;
    const { report } = await runTransfer({ checkRun: ({ kind }) => (looks++ < 3 ? ABSENT : looked(kind, {})) });
    expect(report.outcome).toBe('succeeded');
  });

  it('was never there: after several looks over minutes the failed step says so', async () => {
    const { report, calls, elapsed } = await runTransfer({ checkRun: () => ABSENT });
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'resource_not_found' }] });
    expect(looksOf(calls)).toBeGreaterThanOrEqual(4);
    expect(elapsed).toBeGreaterThan(180_000);
  });

  it('was seen, then is gone: after several looks it counts as deleted', async () => {
    let looks = 0;
    const { report, calls } = await runTransfer({
      checkRun: ({ kind }) => (looks++ === 0 ? looked(kind, { phase: 'running', percentage: 5 }) : ABSENT),
    });
    expect(report).toMatchObject({
      outcome: 'failed',
      failures: [{ code: 'resource_not_found', message: expect.stringContaining('deleted') as string }],
      batches: [{ exportRun: { resourceId: '/runs/e1', outcome: 'unknown' } }],
    });
    expect(looksOf(calls)).toBeLessThan(20);
  });

  it('speaks words that nobody knows: they are shown, and what arrived tells', async () => {
    const states = 'provisioningState Succeeded, status Finito';
    const { report, progress, elapsed } = await runTransfer({
      checkRun: ({ kind }) => looked(kind, { phase: 'unclear', percentage: 100, states }),
    });
    expect(progress).toContainEqual({ phase: 'exporting', percentage: 100, note: states });
    expect(report).toMatchObject({
      outcome: 'succeeded',
      batches: [{ exportRun: { outcome: 'unknown' }, importRun: { outcome: 'unknown' } }],
    });
    expect(elapsed).toBeLessThan(20 * 60_000);
  });

  it('is watched for as long as it takes, with short histories', async () => {
    let looks = 0;
    const { report, longestHistory } = await runTransfer(
      { checkRun: (input) => (input.kind === 'export' && looks++ < 260 ? running(1)(input) : looked(input.kind, {})) },
      { polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 7 * 24 * 60 } },
    );
    expect(report.outcome).toBe('succeeded');
    // The management API shows two events as one; 260 looks in one history would be some 1,040.
    expect(longestHistory).toBeLessThan(900);
  });
});

describe('an artifact that the target does not show yet', () => {
  const found = (outcome: 'missing' | 'delivered') =>
    done({ artifacts: [{ artifact: 'app:1.0', outcome, sourceDigest: DIGEST, targetDigest: DIGEST }] });

  it('is looked for again, for as long as the settings say', async () => {
    let looks = 0;
    const { report } = await runTransfer(
      { verifyArtifacts: () => found(looks++ < 3 ? 'missing' : 'delivered') },
      { patience: { stepMinutes: 60, verificationSeconds: 300 } },
    );
    expect(report.outcome).toBe('succeeded');
    expect(looks).toBe(4);
  });

  it('is missing in the end, and those that arrived are not asked for again', async () => {
    const other = { ...ARTIFACT, artifact: 'app:2.0', tag: '2.0' };
    const { report, inputs, elapsed } = await runTransfer(
      {
        planTransfer: () => done({ batches: [{ name: 'b', artifacts: [ARTIFACT, other] }], unplanned: [] }),
        verifyArtifacts: ({ batch }) =>
          done({
            artifacts: batch.artifacts.map(({ artifact }) => ({
              artifact,
              outcome: artifact === 'app:1.0' ? ('delivered' as const) : ('missing' as const),
            })),
          }),
      },
      { patience: { stepMinutes: 60, verificationSeconds: 300 } },
    );
    expect(report).toMatchObject({ outcome: 'partial', artifacts: [{ outcome: 'delivered' }, { outcome: 'missing' }] });
    const asked = (inputs['verifyArtifacts'] as { batch: { artifacts: unknown[] } }[]).map(
      ({ batch }) => batch.artifacts.length,
    );
    expect(asked.slice(0, 2)).toEqual([2, 1]);
    expect(asked.length).toBeGreaterThan(4);
    expect(elapsed).toBeGreaterThan(300_000);
  });
});

describe('a transfer that does not go well', () => {
  it('delivers the good artifacts and never says succeeded when one was missing', async () => {
    // Prepare
    const unplanned = [{ artifact: 'nope:1', failure: notFound }];

    // Act
    const { report } = await runTransfer(
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
    expect(report.batches).toMatchObject([{ blobsDeleted: true }]);
  });

  it('creates nothing when no artifact exists', async () => {
    // Prepare
    const unplanned = [{ artifact: 'app:1.0', failure: notFound }];

    // Act
    const { report, calls } = await runTransfer({ planTransfer: () => done({ batches: [], unplanned }) });

    // Assess
    expect(report.outcome).toBe('failed');
    expect(report.artifacts).toEqual([expect.objectContaining({ outcome: 'missing' })]);
    expect(calls).toEqual(['openTransfer', 'planTransfer', 'keepPlan', 'writeReport']);
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
    expect(report.batches[0]?.leftBehind).toEqual([{ blob: 'the exported blob', why: 'Nobody saw it whole.' }]);
  });

  it('asks the target registry what arrived although the import run failed', async () => {
    // Prepare
    const failure: Failure = { code: 'import_run_failed', message: 'half of it', nextStep: 'n' };

    // Act
    const { report } = await runTransfer({
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
    const why = 'Not every artifact of it was found in the target registry.';
    expect(report.batches[0]?.leftBehind).toMatchObject([{ why }, { why }]);
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

  it('what was verified stays so when the target registry cannot be asked for the rest', async () => {
    // Prepare
    const web = { ...ARTIFACT, artifact: 'web:1.0', repository: 'web' };
    let looks = 0;

    // Act
    const { report } = await runTransfer(
      {
        planTransfer: () => done({ batches: [{ ...BATCH, artifacts: [ARTIFACT, web] }], unplanned: [] }),
        verifyArtifacts: () => {
          looks += 1;
          if (looks > 2) return away();
          const begun = { repository: 'web', digest: DIGEST, lastDigest: '', absent: [] };
          return looks === 1
            ? done({ artifacts: [DELIVERED], unfinished: { begun } })
            : done({ artifacts: [{ artifact: 'web:1.0', outcome: 'missing' }] });
        },
      },
      { patience: { ...INPUT.patience, stepMinutes: 5, verificationSeconds: 60 } },
    );

    // Assess
    expect(report).toMatchObject({
      outcome: 'unconfirmed',
      artifacts: [DELIVERED, { artifact: 'web:1.0', outcome: 'failed', failure: { code: 'not_verified' } }],
      failures: [{ code: 'service_unavailable' }],
      batches: [{ outcome: 'unconfirmed', blobsDeleted: false }],
    });
  });

  it.each(['writeManifest', 'planCopy', 'copyBlocks', 'commitBlob', 'startImportRun'] as const)(
    'leaves nothing in the containers when %s fails for good',
    async (step) => {
      const { report } = await runTransfer({ [step]: () => failed('access_denied') });
      const batches = [{ blobsDeleted: true }];
      expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'access_denied' }], batches });
    },
  );

  it('tries what is transient for as long as its patience lasts, and keeps its code when it stays', async () => {
    const { report, calls, elapsed } = await runTransfer({
      startExportRun: () => away(),
      checkRun: () => done({ phase: 'absent', percentage: 0, cancelRequested: false }),
    });
    expect(calls.filter((name) => name === 'startExportRun').length).toBeGreaterThan(8);
    expect(elapsed).toBeGreaterThan(60 * 60_000);
    expect(report.failures).toEqual([away().failure]);
  });

  it.each([
    'planTransfer',
    'startExportRun',
    'inspectExportedBlob',
    'commitBlob',
    'startImportRun',
    'verifyArtifacts',
  ] as const)('waits %s out while its service is away for half an hour', async (name) => {
    let looks = 0;
    const { report, elapsed } = await runTransfer({ [name]: awayWhile(name, () => (looks += 1) < 15) });
    expect(report.outcome).toBe('succeeded');
    expect(elapsed).toBeGreaterThan(30 * 60_000);
  });

  it('never asks sooner than the service wants, however long that is', async () => {
    let tries = 0;
    const { report, elapsed } = await runTransfer({
      startImportRun: () => (tries++ === 0 ? away('service_unavailable', 3_000) : done({ resourceId: '/runs/i1' })),
    });
    expect(report.outcome).toBe('succeeded');
    expect(elapsed).toBeGreaterThan(3_000_000);
  });

  it('a run that an unanswered try may have created is looked for, though the next try is refused', async () => {
    let tries = 0;
    const { report } = await runTransfer({
      startExportRun: () => (tries++ === 0 ? away() : failed('access_denied')),
    });
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ exportRun: { outcome: 'succeeded' } }] });
  });

  it('a cancel ends the wait for a service that is away', async () => {
    const { report, elapsed } = await runTransfer({
      planTransfer: () => away('service_unavailable', 50 * 60),
      lookForCancel: () => done({ cancelRequested: true }),
    });
    expect(report).toMatchObject({ outcome: 'canceled', artifacts: [{ failure: { code: 'transfer_canceled' } }] });
    expect(elapsed).toBeLessThan(10 * 60_000);
  });

  it('what the host throws for an activity is worth another try, a defect of the app is not', async () => {
    let tries = 0;
    const thrown = await runTransfer({
      planCopy: () => {
        if (tries++ < 3) throw new Error('Timeout value of 00:05:00 was exceeded by function: planCopy');
        return done({ plan: PLAN, committed: false });
      },
    });
    expect(thrown.report.outcome).toBe('succeeded');
    const defect = await runTransfer({ planCopy: () => failed('internal_error') });
    expect(defect.calls.filter((name) => name === 'planCopy')).toHaveLength(1);
    expect(defect.report).toMatchObject({ outcome: 'failed', failures: [{ code: 'internal_error' }] });
  });

  it('removes nothing when an import run may have been created, and asks the registry', async () => {
    const { report, calls } = await runTransfer({
      startImportRun: () => away(),
      verifyArtifacts: () => done({ artifacts: [{ artifact: 'app:1.0', outcome: 'missing', sourceDigest: DIGEST }] }),
    });
    expect(calls.slice(-6)).toEqual([
      'verifyArtifacts',
      'storeBatchResult',
      'recordDelivered',
      'cleanUp',
      'lookAtImportPipeline',
      'writeReport',
    ]);
    expect(report).toMatchObject({
      outcome: 'failed',
      artifacts: [{ outcome: 'missing' }],
      batches: [{ importRun: { resourceId: '/runs/i1' }, blobsDeleted: false }],
    });
  });

  it('goes on with an export run that was created unheard', async () => {
    const { report } = await runTransfer({ startExportRun: () => away() });
    expect(report).toMatchObject({
      outcome: 'succeeded',
      batches: [{ exportRun: { resourceId: '/runs/e1', outcome: 'succeeded' } }],
    });
  });

  it('takes the blob away when the import run was never created', async () => {
    const { report } = await runTransfer({
      startImportRun: () => away(),
      checkRun: withImport(() => done({ phase: 'absent', percentage: 0, cancelRequested: false })),
    });
    const batches = [{ blobsDeleted: true }];
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'service_unavailable' }], batches });
  });

  it.each(['startExportRun', 'startImportRun'] as const)(
    'looks for the run that %s may have created before it met a defect of the app',
    async (name) => {
      const { report, calls } = await runTransfer({ [name]: () => failed('internal_error') });
      expect(report.outcome).toBe('succeeded');
      expect(calls.filter((call) => call === name)).toHaveLength(1);
    },
  );

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
    const { report } = await runTransfer({ cleanUp: () => failed('access_denied') });
    expect(report).toMatchObject({ outcome: 'succeeded', cleanUpFailures: [{ code: 'access_denied' }] });
    expect(report.batches[0]?.blobsDeleted).toBeUndefined();
  });

  it('tells what could not be noted in the ledger, cleans up, and stays what it is', async () => {
    const { report } = await runTransfer({ recordDelivered: () => failed('ledger_unreadable') });
    expect(report).toMatchObject({ outcome: 'succeeded', ledgerFailures: [{ code: 'ledger_unreadable' }] });
    expect(report.batches[0]?.blobsDeleted).toBe(true);
  });

  it('says nothing of a ledger that would have nothing to note', async () => {
    const { report } = await runTransfer({
      startExportRun: () => failed('access_denied'),
      recordDelivered: () => failed('ledger_unreadable'),
    });
    expect(report.outcome).toBe('failed');
    expect(report.ledgerFailures).toBeUndefined();
  });

  it('waits for a ledger that is away, and tells it when that takes longer than a step may', async () => {
    let tries = 0;
    const back = await runTransfer({ recordDelivered: () => (tries++ < 5 ? away() : done({ recorded: 1 })) });
    expect(back.report.outcome).toBe('succeeded');
    expect(back.report.ledgerFailures).toBeUndefined();
    const gone = await runTransfer({ recordDelivered: () => away() });
    expect(gone.report).toMatchObject({ outcome: 'succeeded', ledgerFailures: [{ code: 'service_unavailable' }] });
    expect(gone.elapsed).toBeLessThan(2 * 3_600_000);
  });

  it('a cancel that comes after the import does not keep the ledger from being written', async () => {
    let tries = 0;
    const { report, calls } = await runTransfer({
      lookForCancel: () => done({ cancelRequested: tries > 0 }),
      recordDelivered: () => (tries++ < 3 ? away() : done({ recorded: 1 })),
    });
    expect(calls.filter((name) => name === 'recordDelivered')).toHaveLength(4);
    expect(report).toMatchObject({ outcome: 'succeeded', artifacts: [{ outcome: 'delivered' }] });
    expect(report.ledgerFailures).toBeUndefined();
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

  it.each(['storeBatchResult', 'writeReport'] as const)(
    'a delivered transfer waits until %s is allowed again, and says meanwhile that it is running',
    async (name) => {
      let tries = 0;
      const real = HAPPY_ENDS[name];
      const { report, status, elapsed } = await runTransfer({
        [name]: (input: never, transfers: never, pages: never) =>
          tries++ < 30 ? failed('access_denied') : real(input, transfers, pages),
      });
      expect(status.runtimeStatus).toBe('Completed');
      expect(report.outcome).toBe('succeeded');
      expect(elapsed).toBeGreaterThan(2 * 3_600_000);
    },
  );

  it('a batch whose result cannot be stored hands it on: what was delivered stays so', async () => {
    const { report, batch } = await runTransfer({ storeBatchResult: () => failed('internal_error') });
    expect(report).toMatchObject({ outcome: 'succeeded', artifacts: [{ outcome: 'delivered' }] });
    expect(batch).toMatchObject({ importRun: { outcome: 'succeeded' }, copy: { committed: true } });
    expect(report.cleanUpFailures).toEqual([failed('internal_error').failure]);
    expect(report.ledgerFailures).toEqual([failed('internal_error').failure]);
  });

  it('a defect of an orchestration still ends in a report; what was verified before it stays so', async () => {
    const early = await runTransfer({ planTransfer: () => done({ batches: null, unplanned: [] } as never) });
    expect(early.report).toMatchObject({ outcome: 'failed', failures: [{ code: 'internal_error' }] });
    const late = await runTransfer({ cleanUp: () => failed('internal_error') });
    expect(late.report).toMatchObject({ outcome: 'succeeded', cleanUpFailures: [{ code: 'internal_error' }] });
  });

  it('a report that a defect of the app keeps from being written fails the orchestration, which says so', async () => {
    const { status } = await runTransfer({ writeReport: () => failed('internal_error') });
    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain('The report of the transfer t0 could not be written: it was internal_error');
  });
});

describe('in a later life, after an earlier orchestration of the transfer was lost', () => {
  const life = 'r1';

  it('a batch whose result is stored is not run again, but noted in the ledger, cleaned up and reported', async () => {
    const { calls, report } = await runTransfer(
      {
        openBatch: async (_, transfers) => {
          await transfers.writeBatchResult('t0', verifiedBatch(BATCH, { blob: 'x.tar.gz' }, [DELIVERED]));
          return done({ outcome: 'succeeded' });
        },
      },
      { life },
    );
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ blob: 'x.tar.gz', blobsDeleted: true }] });
    expect(calls).toEqual([
      'openTransfer',
      'planTransfer',
      'keepPlan',
      'openBatch',
      'recordDelivered',
      'cleanUp',
      'lookAtImportPipeline',
      'writeReport',
    ]);
  });

  it('its plan is gone by, whatever becomes of the transfer: what it began is named', async () => {
    const { calls, report } = await runTransfer(
      {
        openTransfer: () => done({ plan: { batches: [BATCH], unplanned: [] } }),
        planTransfer: () => away(),
        checkRun: () => away(),
        lookForCancel: () => done({ cancelRequested: true }),
      },
      { life },
    );
    expect(calls).not.toContain('planTransfer');
    expect(report).toMatchObject({
      outcome: 'canceled',
      batches: [{ exportRun: { outcome: 'unknown' }, importRun: { outcome: 'unknown' } }],
    });
  });

  const ABSENT = done({ phase: 'absent' as const, percentage: 0, cancelRequested: false });

  it('what was imported before is not exported again, and verified: its blobs may be gone', async () => {
    const { calls, report } = await runTransfer({}, { life });
    expect(report).toMatchObject({
      outcome: 'succeeded',
      batches: [{ importRun: { resourceId: '/runs/i1', outcome: 'succeeded' }, blobsDeleted: true }],
    });
    expect(calls).not.toContain('startExportRun');
    expect(calls).toContain('verifyArtifacts');
  });

  it('what was not goes through the chain, in orchestrations with ids of their own', async () => {
    let looks = 0;
    const { calls, report, progress } = await runTransfer(
      { checkRun: withImport(() => (looks++ === 0 ? ABSENT : looked('import', {}))) },
      { life },
    );
    expect(report.outcome).toBe('succeeded');
    expect(calls.filter((name) => name === 'startExportRun')).toHaveLength(1);
    const lanes = progress.flatMap((shown) => shown.lanes ?? []);
    expect(lanes).toContainEqual(expect.stringMatching(/^t0-r1-b-b+-server-0$/));
  });

  it('although everything is in the target, an export run that goes on is not forgotten', async () => {
    const { report } = await runTransfer(
      { checkRun: ({ kind }) => (kind === 'import' ? ABSENT : looked(kind, { phase: 'running', percentage: 1 })) },
      { life },
    );
    expect(report).toMatchObject({ batches: [{ exportRun: { outcome: 'overdue' }, blobsDeleted: false }] });
  });

  it.each([
    ['the copy is refused', { planCopy: () => failed('access_denied') }, 'succeeded'],
    ['the export is refused', { startExportRun: () => failed('access_denied') }, 'succeeded'],
    [
      'it is canceled',
      { planCopy: () => CANCELED as never, checkRun: running(1, { cancelRequested: true }) },
      'canceled',
    ],
  ] as const)(
    'the blobs of an import run that an earlier life began stay and are named when %s',
    async (_, stubs, outcome) => {
      const { report, calls } = await runTransfer(stubs, { life });
      expect(report.outcome).toBe(outcome);
      expect(calls).not.toContain('planCopy');
      expect(report.batches[0]?.importRun?.resourceId).toBe('/runs/i1');
    },
  );

  it('whether the import was begun, nobody can tell: then nothing is removed, and all of it named', async () => {
    const { report } = await runTransfer({ checkRun: () => failed('access_denied') }, { life });
    expect(report).toMatchObject({
      outcome: 'failed',
      failures: [{ code: 'access_denied' }],
      batches: [{ exportRun: { outcome: 'unknown' }, importRun: { outcome: 'unknown' }, blobsDeleted: false }],
    });
  });

  it('although it is canceled while nobody can look, both runs are named', async () => {
    const { report } = await runTransfer(
      { checkRun: () => away(), lookForCancel: () => done({ cancelRequested: true }) },
      { life },
    );
    expect(report).toMatchObject({
      outcome: 'canceled',
      batches: [{ exportRun: { outcome: 'unknown' }, importRun: { outcome: 'unknown' }, blobsDeleted: false }],
    });
  });
});

describe('a batch whose orchestration the host ends', () => {
  const endedByHost =
    (isEnded: (id: string) => boolean) =>
    (invoker: DurableInvoker): DurableInvoker => ({
      ...invoker,
      runOrchestrator: (name, id, input) =>
        name === 'batch' && isEnded(id)
          ? Promise.reject(new Error('Non-Deterministic workflow detected'))
          : invoker.runOrchestrator(name, id, input),
    });

  it('is taken up once: what it began goes on', async () => {
    let isImporting = false;
    const startImportRun = () => ((isImporting = true), done({ resourceId: '/runs/i1' }));
    const { report, calls } = await runTransfer(
      { startImportRun },
      {},
      endedByHost((id) => isImporting && !id.includes('again')),
    );
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ blobsDeleted: true }] });
    expect(calls.filter((name) => name === 'startExportRun')).toHaveLength(1);
  });

  it('for a second time is reported as ended by the host', async () => {
    const { report } = await runTransfer(
      {},
      {},
      endedByHost(() => true),
    );
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'unexpected_error' }] });
  });
});

describe('cancel', () => {
  it('stops at the next look at the export run', async () => {
    const { report, calls } = await runTransfer({ checkRun: running(10, { cancelRequested: true }) });
    expect(report).toMatchObject({ outcome: 'canceled', batches: [{ exportRun: { outcome: 'leftRunning' } }] });
    expect(report.artifacts[0]).toMatchObject({ outcome: 'failed', failure: { code: 'transfer_canceled' } });
    expect(calls).not.toContain('planCopy');
    expect(calls.at(-1)).toBe('writeReport');
    expect(report.batches[0]?.leftBehind).toEqual([
      { blob: 'the exported blob', why: 'The pipeline run /runs/e1 may still write it.' },
    ]);
  });

  it.each([
    ['absent', () => done({ phase: 'absent' as const, percentage: 0, cancelRequested: true })],
    ['not at all', () => away()],
  ])('names a run that a look found %s: it may be there', async (_, checkRun) => {
    let isWatched = false;
    const { report } = await runTransfer({
      startExportRun: () => away(),
      checkRun: () => {
        isWatched = true;
        return checkRun();
      },
      lookForCancel: () => done({ cancelRequested: isWatched }),
    });
    expect(report).toMatchObject({ outcome: 'canceled', batches: [{ exportRun: { outcome: 'unknown' } }] });
  });

  it('stops between ranges of blocks and discards what is staged', async () => {
    const { report, calls } = await runTransfer({
      planCopy: () => done({ plan: { ...PLAN, lanes: 1 }, committed: false }),
      copyBlocks: () => CANCELED,
    });
    expect(report.outcome).toBe('canceled');
    expect(calls.filter((name) => name === 'copyBlocks')).toHaveLength(1);
    expect(calls).not.toContain('commitBlob');
    expect(calls.slice(-5)).toEqual([
      ...['storeBatchResult', 'recordDelivered', 'cleanUp', 'lookAtImportPipeline', 'writeReport'],
    ]);
    expect(report.batches[0]?.blobsDeleted).toBe(true);
  });

  it('takes a committed blob away when the import has not begun', async () => {
    const { report, batch } = await runTransfer({ startImportRun: () => CANCELED });
    expect(report.outcome).toBe('canceled');
    expect(batch).toMatchObject({ blobsDeleted: true });
    expect(batch?.importRun).toBeUndefined();
  });

  it.each(['export', 'import'] as const)(
    'names the %s run that nobody heard of and nobody could look for, and leaves its blob alone',
    async (kind) => {
      // Prepare
      const start = kind === 'export' ? 'startExportRun' : 'startImportRun';
      let isWatched = false;
      const checkRun: Stubs['checkRun'] = (input) => {
        isWatched ||= input.kind === kind;
        return isWatched ? away() : looked(input.kind, {});
      };
      const lookForCancel = () => done({ cancelRequested: isWatched });

      // Act
      const { report, batch } = await runTransfer({ [start]: () => away(), checkRun, lookForCancel });

      // Assess
      expect(report.outcome).toBe('canceled');
      expect(batch).toMatchObject({ [`${kind}Run`]: { outcome: 'unknown' }, blobsDeleted: false });
    },
  );

  it('leaves the blob alone when an import run is reading it', async () => {
    const { report } = await runTransfer({ checkRun: withImport(running(10, { cancelRequested: true })) });
    const why = 'The pipeline run /runs/i1 may still read it.';
    const leftBehind = [{ why }, { why }];
    expect(report).toMatchObject({
      outcome: 'canceled',
      batches: [{ importRun: { outcome: 'leftRunning' }, leftBehind }],
    });
  });
});
