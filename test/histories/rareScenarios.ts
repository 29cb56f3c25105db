import type { DurableInvoker } from '../../local/host/durable/taskHub';
import { CANCELED } from '../../src/domain/failures/ending';
import type { TransferInput } from '../../src/orchestrations/transfer';
import {
  ARTIFACT,
  BATCH,
  DIGEST,
  PLAN,
  away,
  done,
  failed,
  looked,
  refused,
  type Stubs,
} from '../orchestrations/runTransfer';
import { batchOf, selecting } from './scenarios';

/** A way through the orchestrations that transfers seldom go, but may be on when the app is updated. */
export interface RareScenario {
  stubs: () => Stubs;
  input?: Partial<TransferInput>;
  wrap?: (invoker: DurableInvoker) => DurableInvoker;
}

const TURNS: Partial<TransferInput> = { takesTurn: true };
const SELECTED: Partial<TransferInput> = { artifacts: [], batchesAtOnce: 2 };
const ACCESS: Partial<TransferInput> = { patience: { stepMinutes: 60, verificationSeconds: 0, accessMinutes: 10 } };
const WEB = { ...ARTIFACT, artifact: 'web:1.0', repository: 'web' };
const BEGUN = { artifact: WEB.artifact, repository: 'web', digest: DIGEST, lastDigest: DIGEST, absent: [] };
const THREE = ['a', 'b', 'c'].map((name) => batchOf(name));

/** What the first calls answer, one after another; later ones answer the last. */
function inTurn<T extends unknown[]>(...answers: T): () => T[number] {
  let calls = 0;
  return () => answers[Math.min(calls++, answers.length - 1)];
}

/** The host ends the orchestrations of a name, where `isEnded`, as it does after an update that they do not bear. */
const endedByHost =
  (ended: string, isEnded: (id: string) => boolean) =>
  (invoker: DurableInvoker): DurableInvoker => ({
    ...invoker,
    runOrchestrator: (name, id, input) => {
      if (name !== ended || !isEnded(id)) return invoker.runOrchestrator(name, id, input);
      // Without its stack, which names folders.
      return Promise.reject(Object.assign(new Error('Non-Deterministic workflow detected'), { stack: 'Error' }));
    },
  });

const isFirstLife = (id: string): boolean => !id.includes('again');

const IS_CANCELED: Stubs = { lookForCancel: () => done({ cancelRequested: true }) };

const TURN_TAKEN: Stubs = {
  acquireTurn: () => done({ acquired: true }),
  releaseTurn: () => done({ released: true }),
};

/** Each says in its name what is rare about it. */
export const RARE_SCENARIOS: Readonly<Record<string, RareScenario>> = {
  'turn-waited-for': {
    input: TURNS,
    stubs: () => ({
      acquireTurn: inTurn(
        away(),
        ...[1, 2].map(() => done({ acquired: false, running: 't9' })),
        done({ acquired: true }),
      ),
      releaseTurn: inTurn(away(), done({ released: true as const })),
    }),
  },
  'turn-canceled': { input: TURNS, stubs: () => ({ ...TURN_TAKEN, acquireTurn: () => CANCELED }) },
  'turn-refused': { input: TURNS, stubs: () => ({ ...TURN_TAKEN, acquireTurn: () => failed('access_denied') }) },
  'turn-taken-up': { input: { ...TURNS, life: 'r1' }, stubs: () => TURN_TAKEN },
  'plan-in-three-calls': {
    input: { artifacts: [ARTIFACT, WEB].map(({ repository }) => ({ repository, tag: '1.0' })) },
    stubs: () => ({
      planTransfer: inTurn(
        done({ batches: [], unplanned: [], unfinished: { retryAfterSeconds: 30 } }),
        done({ batches: [BATCH], unplanned: [], unfinished: { begun: BEGUN } }),
        done({ batches: [{ name: 'c'.repeat(32), artifacts: [WEB] }], unplanned: [] }),
      ),
    }),
  },
  'plan-refused-for-a-while': {
    input: ACCESS,
    stubs: () => ({
      planTransfer: ({ acceptRefusals }) => (acceptRefusals ? done({ batches: [BATCH], unplanned: [] }) : refused()),
    }),
  },
  'plan-fails': { stubs: () => ({ planTransfer: () => failed('access_denied') }) },
  'plan-canceled': { stubs: () => ({ planTransfer: () => away('service_unavailable', 400), ...IS_CANCELED }) },
  'plan-of-before': {
    input: { life: 'r1' },
    stubs: () => ({ openTransfer: () => done({ plan: { batches: [BATCH], unplanned: [] } }) }),
  },
  'dry-run': { input: { dryRun: true }, stubs: () => ({}) },
  'selection-dry-run': { input: { ...SELECTED, dryRun: true }, stubs: () => selecting(THREE) },
  'selection-empty': { input: SELECTED, stubs: () => selecting([]) },
  'selection-refused': {
    input: SELECTED,
    stubs: () => ({
      ...selecting([]),
      cutPlan: () => {
        const failure = { code: 'access_denied', message: 'm', nextStep: 'n' } as const;
        return done({
          batches: [],
          unplanned: [],
          stored: { batches: 0, artifacts: 0, bytes: 0, skipped: 0, known: 0, refused: failure },
        });
      },
    }),
  },
  'selection-in-slices': {
    input: SELECTED,
    stubs: () => ({
      ...selecting(THREE),
      selectArtifacts: inTurn(done({ next: 1, retryAfterSeconds: 400 }), done({ next: 2 }), done({})),
      readManifests: inTurn(done({ next: { page: 1, offset: 5 }, retryAfterSeconds: 30 }), done({})),
    }),
  },
  'selection-canceled': {
    input: SELECTED,
    stubs: () => ({
      ...selecting(THREE),
      ...IS_CANCELED,
      readManifests: () => done({ next: { page: 0, offset: 1 }, retryAfterSeconds: 400 }),
    }),
  },
  'selection-of-many': {
    input: { ...SELECTED, batchesAtOnce: 1 },
    stubs: () => selecting(Array.from({ length: 21 }, (_, n) => batchOf(`app${n}`))),
  },
  'store-away': {
    stubs: () => ({
      openTransfer: inTurn(away(), away('service_unavailable', 90), done({})),
      startExportRun: inTurn(refused(), done({ resourceId: '/runs/e1' })),
    }),
    input: ACCESS,
  },
  'step-out-of-patience': { stubs: () => ({ planCopy: () => away() }) },
  'step-left-alone-too-long': { stubs: () => ({ planCopy: () => away('service_unavailable', 2 * 3600) }) },
  'step-canceled-while-it-waits': {
    stubs: () => ({
      planCopy: () => away('service_unavailable', 1_000),
      lookForCancel: inTurn(done({ cancelRequested: false }), away(), done({ cancelRequested: true })),
    }),
  },
  'upkeep-refused': {
    input: SELECTED,
    stubs: () => ({
      ...selecting(THREE),
      recordDelivered: () => failed('access_denied'),
      cleanUp: () => failed('access_denied'),
    }),
  },
  'result-not-stored': { stubs: () => ({ storeBatchResult: () => failed('internal_error') }) },
  'result-of-lane-not-stored': {
    input: SELECTED,
    stubs: () => ({ ...selecting(THREE), storeBatchResult: () => failed('internal_error') }),
  },
  'batch-ended-by-the-host': {
    stubs: () => ({
      planTransfer: () => done({ batches: [BATCH, { name: 'c'.repeat(32), artifacts: [WEB] }], unplanned: [] }),
      lookForRunning: inTurn(done({ running: ['t0'] }), done({ running: [] })),
    }),
    wrap: endedByHost('batch', (id) => id.includes('-b-c') && isFirstLife(id)),
  },
  'batch-ended-twice': { stubs: () => ({}), wrap: endedByHost('batch', () => true) },
  'batch-of-lane-ended-by-the-host': {
    input: SELECTED,
    stubs: () => selecting(THREE),
    wrap: endedByHost('batch', (id) => id.endsWith(THREE[1]?.name ?? '') && isFirstLife(id)),
  },
  'lane-ended-by-the-host': {
    input: SELECTED,
    stubs: () => selecting(THREE),
    wrap: endedByHost('batchLane', (id) => id.endsWith('-l-1') && isFirstLife(id)),
  },
  'watch-ended-by-the-host': { stubs: () => ({}), wrap: endedByHost('watchRun', (id) => id.endsWith('-import')) },
  'copy-lane-ended-by-the-host': { stubs: () => ({}), wrap: endedByHost('copyLane', () => true) },
  'run-watched-for-long': {
    stubs: () => ({
      checkRun: inTurn(
        ...Array.from({ length: 45 }, () => looked('export', { phase: 'running' })),
        looked('import', {}),
      ),
    }),
  },
  'run-overdue': { stubs: () => ({ checkRun: ({ kind }) => looked(kind, { phase: 'running', states: 'Copying' }) }) },
  'run-never-seen': {
    stubs: () => ({ checkRun: () => done({ phase: 'absent', percentage: 0, cancelRequested: false }) }),
  },
  'run-not-understood': { stubs: () => ({ checkRun: ({ kind }) => looked(kind, { phase: 'unclear' }) }) },
  'run-looks-refused': { input: ACCESS, stubs: () => ({ checkRun: () => refused() }) },
  'run-looks-away': {
    stubs: () => ({
      checkRun: inTurn(away('service_unavailable', 700), away(), looked('export', {}), looked('import', {})),
    }),
  },
  'run-canceled-between-looks': {
    input: { polling: { firstSeconds: 900, maxSeconds: 1_800, deadlineMinutes: 120 } },
    stubs: () => ({
      checkRun: ({ kind }) => looked(kind, { phase: 'running' }),
      lookForCancel: inTurn(
        ...[1, 2, 3, 4].map(() => done({ cancelRequested: false })),
        done({ cancelRequested: true }),
      ),
    }),
  },
  'slot-refused': { stubs: () => ({ acquireSlot: () => failed('access_denied') }) },
  'slot-not-given-back': { stubs: () => ({ releaseSlot: () => away() }) },
  'verified-in-two-calls-and-late': {
    input: { patience: { stepMinutes: 60, verificationSeconds: 120, accessMinutes: 10 } },
    stubs: () => ({
      verifyArtifacts: inTurn(
        refused(),
        done({ artifacts: [], unfinished: { retryAfterSeconds: 30 } }),
        done({ artifacts: [{ artifact: 'app:1.0', outcome: 'missing' as const, sourceDigest: DIGEST }] }),
        done({
          artifacts: [
            { artifact: 'app:1.0', outcome: 'delivered' as const, sourceDigest: DIGEST, targetDigest: DIGEST },
          ],
        }),
      ),
    }),
  },
  'commit-lacks-blocks': {
    stubs: () => ({ commitBlob: inTurn(failed('blocks_missing'), done({ committed: true as const })) }),
  },
  'copy-left-alone-too-long': {
    stubs: () => ({
      copyBlocks: () => done({ complete: false, copied: 0, retryAfterSeconds: 2 * 3600 }),
      planCopy: () => done({ plan: PLAN, committed: false }),
    }),
  },
  'report-late': {
    stubs: () => ({
      writeReport: (() => {
        let calls = 0;
        return () => (calls++ < 3 ? away() : done({ outcome: 'succeeded' as const }));
      })(),
    }),
  },
  'report-refused-for-good': { stubs: () => ({ writeReport: () => failed('internal_error') }) },
  'earlier-version-without-windows': { stubs: () => ({}), input: { windows: undefined as never } },
  'taken-up-with-an-import-run': {
    input: { life: 'r1' },
    stubs: () => ({
      checkRun: ({ kind }) =>
        kind === 'import' ? looked(kind, {}) : done({ phase: 'absent', percentage: 0, cancelRequested: false }),
    }),
  },
  'taken-up-and-refused': { input: { life: 'r1' }, stubs: () => ({ checkRun: () => failed('access_denied') }) },
};
