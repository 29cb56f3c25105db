import { CANCELED } from '../../src/domain/failures/ending';
import { createBatch, type Batch } from '../../src/domain/plan';
import type { Failure } from '../../src/domain/failures/failure';
import type { TransferInput } from '../../src/orchestrations/transfer';
import { ARTIFACT, INPUT, PLAN, away, done, failed, looked, type Stubs } from '../orchestrations/runTransfer';

const REFUSED: Failure = { code: 'copy_source_refused', message: 'network rules', nextStep: 'n' };
const FAILED_RUN: Failure = { code: 'import_run_failed', message: 'half of it', nextStep: 'n' };

/** Of artifacts with these names. */
export const batchOf = (...names: string[]): Batch =>
  createBatch(
    names.map((name) => ({ ...ARTIFACT, artifact: `${name}:1.0`, repository: name, digest: ARTIFACT.digest })),
  );

/** A selection that takes these batches; all of them arrive. */
export function selecting(batches: Batch[]): Stubs {
  const artifacts = batches.flatMap((batch) => batch.artifacts).length;
  return {
    selectArtifacts: () => done({}),
    readManifests: () => done({}),
    cutPlan: async (_input, _transfers, pages) => {
      for (const [number, batch] of batches.entries()) await pages.keepPage('t0', 'batches', number, batch);
      const stored = { batches: batches.length, artifacts, bytes: 0, skipped: 0, known: 0 };
      return done({ batches: [], unplanned: [], stored });
    },
    verifyArtifacts: ({ batch }) =>
      done({
        artifacts: batch.artifacts.map(({ artifact, digest }) => {
          return { artifact, outcome: 'delivered' as const, sourceDigest: digest, targetDigest: digest };
        }),
      }),
  };
}

/** A selection of one batch, whose export fails with one of its artifacts. */
function bisected(): Stubs {
  const stubs = selecting([batchOf('a', 'b', 'c')]);
  const runs = new Map<string, string[]>();
  return {
    ...stubs,
    startExportRun: ({ runName, artifacts }) => {
      runs.set(runName, artifacts);
      return done({ resourceId: '/runs/e1' });
    },
    checkRun: ({ kind, runName }) =>
      looked(
        kind,
        kind === 'export' && runs.get(runName)?.includes('b:1.0')
          ? { phase: 'failed', failure: { code: 'export_run_failed', message: 'BlobNotFound', nextStep: 'n' } }
          : {},
      ),
  };
}

/** Whether a name is asked about for the first time. */
function firstOf(): (name: string) => boolean {
  const asked = new Set<string>();
  return (name) => !asked.has(name) && asked.add(name).has(name);
}

/** Ways through the orchestrations that running instances may be on when the app is updated. */
export const SCENARIOS: Readonly<Record<string, () => Stubs>> = {
  'good-day': () => ({}),
  'runs-that-take-long': () => {
    let looks = 0;
    return { checkRun: ({ kind }) => (looks++ % 4 === 3 ? looked(kind, {}) : looked(kind, { phase: 'running' })) };
  },
  'copied-before': () => ({ planCopy: () => done({ plan: PLAN, committed: true }) }),
  relayed: () => ({
    planCopy: ({ strategy = 'server' }) =>
      done({
        plan: { ...PLAN, strategy },
        committed: false,
        ...(strategy === 'server' && { fallback: 'relay' as const }),
      }),
    copyBlocks: ({ plan }) =>
      done(
        plan.strategy === 'server' ? { complete: false, copied: 0, refused: REFUSED } : { complete: true, copied: 1 },
      ),
  }),
  'left-alone-for-a-while': () => {
    let calls = 0;
    return {
      copyBlocks: () =>
        done(calls++ === 0 ? { complete: false, copied: 1, retryAfterSeconds: 90 } : { complete: true, copied: 1 }),
    };
  },
  'nothing-planned': () => ({
    planTransfer: () =>
      done({
        batches: [],
        unplanned: [{ artifact: 'app:1.0', failure: { code: 'artifact_not_found', message: 'm', nextStep: 'n' } }],
      }),
  }),
  'two-batches': () => ({
    planTransfer: () =>
      done({
        batches: [
          { name: 'a'.repeat(32), artifacts: [ARTIFACT] },
          { name: 'c'.repeat(32), artifacts: [{ ...ARTIFACT, artifact: 'web:1.0', repository: 'web' }] },
        ],
        unplanned: [],
      }),
  }),
  'export-refused': () => ({ startExportRun: () => failed('access_denied') }),
  'export-created-unheard': () => ({ startExportRun: () => away() }),
  'host-ends-an-activity': () => {
    let calls = 0;
    return {
      planCopy: () => {
        // Without its stack, which names folders.
        if (calls++ === 0)
          throw Object.assign(new Error('Timeout value of 00:05:00 was exceeded.'), { stack: 'Error' });
        return done({ plan: PLAN, committed: false });
      },
    };
  },
  'copy-fails': () => ({ copyBlocks: () => failed('access_denied') }),
  'import-fails': () => ({
    checkRun: ({ kind }) => looked(kind, kind === 'export' ? {} : { phase: 'failed', failure: FAILED_RUN }),
  }),
  'not-verified': () => ({ verifyArtifacts: () => failed('access_denied') }),
  'canceled-while-copying': () => ({ copyBlocks: () => CANCELED }),
  'canceled-while-exporting': () => ({
    checkRun: ({ kind }) => looked(kind, { phase: 'running', cancelRequested: true }),
  }),
  'taken-up-after-its-batch': () => ({
    openBatch: () => done({ outcome: 'succeeded' }),
    cleanUp: () => done({ left: 0 }),
  }),
  'taken-up-after-delivery': () => ({}),
  'taken-up-on-the-way': () => {
    let looks = 0;
    const absent = { phase: 'absent', percentage: 0 } as const;
    return { checkRun: ({ kind }) => looked(kind, kind === 'import' && looks++ === 0 ? absent : {}) };
  },
  'selection-in-two-lanes': () => selecting(['a', 'b', 'c'].map((name) => batchOf(name))),
  'export-bisected': () => bisected(),
  'waits-for-a-slot': () => {
    let asked = 0;
    return {
      acquireSlot: ({ kind }) => done({ acquired: asked++ > 1, registry: kind === 'export' ? 'builds' : 'production' }),
    };
  },
  'waits-for-new-roles': () => {
    const isFirst = firstOf();
    const message = 'Failed to access storage. Status: 403 (Forbidden)';
    return {
      checkRun: ({ kind }) => {
        const failure: Failure = { code: `${kind}_run_failed`, message, nextStep: 'n' };
        const refused = { phase: 'failed', failure, failedSince: '2026-01-01T00:01:00.000Z' } as const;
        return looked(kind, isFirst(kind) ? refused : {});
      },
      lookForNewRole: () => done({ actsBy: '2026-01-01T00:05:00.000Z' }),
    };
  },
  'export-only': () => ({}),
  'export-only-bisected': () => bisected(),
  'export-only-manifest-refused': () => ({ writeExportManifest: () => failed('access_denied') }),
  'ended-before': () => ({ openTransfer: () => done({ outcome: 'succeeded' }) }),
};

/** What a scenario starts from, where it is not what every other one does. */
export function inputOf(scenario: string): Partial<TransferInput> {
  if (scenario === 'selection-in-two-lanes') return { artifacts: [], batchesAtOnce: 2 };
  if (scenario === 'export-bisected') return { artifacts: [] };
  if (scenario === 'export-only-bisected') return { artifacts: [], exportOnly: true };
  if (scenario === 'waits-for-new-roles') return { patience: { ...INPUT.patience, accessMinutes: 10 } };
  if (scenario.startsWith('export-only')) return { exportOnly: true };
  return scenario.startsWith('taken-up') ? { life: 'r1' } : {};
}
