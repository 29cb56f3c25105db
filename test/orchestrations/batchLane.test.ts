import type { DurableInvoker } from '../../local/host/durable/taskHub';
import type { Batch, PlannedArtifact } from '../../src/domain/plan';
import { createBatch } from '../../src/domain/plan';
import type { TransferPages } from '../../src/domain/ports/transferPages';
import { RUNS_PER_BATCH } from '../../src/domain/report/bisect';
import { digestOf } from '../helpers/fakeRegistries';
import { away, done, failed, runTransfer, type Stubs } from './runTransfer';

const artifactOf = (name: string): PlannedArtifact => {
  return { artifact: `${name}:1`, repository: name, tag: '1', digest: digestOf(name) };
};
const batchOf = (...names: string[]): Batch => createBatch(names.map(artifactOf));
const batchesOf = (count: number): Batch[] => Array.from({ length: count }, (_, index) => batchOf(`app${index}`));

/** A transfer of a selection whose plan has these batches; `bad` artifacts make export runs fail that hold them. */
function selecting(batches: Batch[], bad: string[] = [], words = 'It is broken.'): Stubs {
  const byRun = new Map<string, string[]>();
  const keep = async (pages: TransferPages) => {
    for (const [number, batch] of batches.entries()) await pages.keepPage('t0', 'batches', number, batch);
  };
  const artifacts = batches.flatMap((batch) => batch.artifacts).length;
  return {
    selectArtifacts: () => done({}),
    readManifests: () => done({}),
    cutPlan: async (_input, _transfers, pages) => {
      await keep(pages);
      const stored = { batches: batches.length, artifacts, bytes: 0, skipped: 0, known: 0 };
      return done({ batches: [], unplanned: [], stored });
    },
    startExportRun: ({ runName, artifacts: names }) => {
      byRun.set(runName, names);
      return done({ resourceId: `/runs/${runName}` });
    },
    checkRun: ({ kind, runName }) => {
      const resourceId = `/runs/${runName}`;
      const has = byRun.get(runName)?.some((artifact) => bad.includes(artifact));
      const state = { resourceId, percentage: 100, cancelRequested: false };
      if (kind === 'import' || !has) return done({ ...state, phase: 'succeeded' as const });
      const failure = { code: 'export_run_failed' as const, message: words, nextStep: 'n', resourceId };
      return done({ ...state, phase: 'failed' as const, failure });
    },
    verifyArtifacts: ({ batch }) =>
      done({
        artifacts: batch.artifacts.map(({ artifact, digest }) => {
          return { artifact, outcome: 'delivered' as const, sourceDigest: digest, targetDigest: digest };
        }),
      }),
  };
}
/** At least: with ever longer waits in between. */
const RELEASES_IN_TEN_MINUTES = 12;
const SELECTED = { artifacts: [], batchesAtOnce: 3 };

it('many batches run in few lanes, each once', async () => {
  const { report, calls, longestHistory } = await runTransfer(selecting(batchesOf(65)), SELECTED);
  expect(report).toMatchObject({ outcome: 'succeeded', totals: { batches: 65, outcomes: { delivered: 65 } } });
  expect(calls.filter((name) => name === 'startExportRun')).toHaveLength(65);
  expect(calls.filter((name) => name === 'startImportRun')).toHaveLength(65);
  expect(longestHistory).toBeLessThan(1_000);
});

it('lanes that begin at once do not meet, and none asks for a batch where each has had its own', async () => {
  const asked: { lane: number; from: number }[] = [];
  const stubs: Stubs = {
    ...selecting(batchesOf(3)),
    takeBatch: ({ lane, from }) => {
      asked.push({ lane, from });
      return done({ batch: batchesOf(3)[from] as Batch, next: from + 1 });
    },
  };
  const { report } = await runTransfer(stubs, { ...SELECTED, batchesAtOnce: 20 });
  expect(report).toMatchObject({ outcome: 'succeeded', totals: { batches: 3, outcomes: { delivered: 3 } } });
  expect(asked.sort((one, other) => one.lane - other.lane)).toEqual([0, 1, 2].map((lane) => ({ lane, from: lane })));
});

it('a bad artifact stands alone in the end, and everything else is delivered', async () => {
  const batch = batchOf(...'abcdefghij');
  const { report, calls } = await runTransfer(selecting([batch, batchOf('k')], ['d:1', 'g:1']), SELECTED);
  expect(report).toMatchObject({ outcome: 'partial', totals: { outcomes: { delivered: 9, failed: 2 } } });
  const bad = report.artifacts.filter(({ outcome }) => outcome === 'failed').map(({ artifact }) => artifact);
  expect(bad).toEqual(['d:1', 'g:1']);
  expect(calls.filter((name) => name === 'startExportRun').length).toBeLessThanOrEqual(RUNS_PER_BATCH);
});

it('parts get the only slot, also where their batch could not give it back for longer than it tries', async () => {
  const held = new Set<string>();
  let releases = 0;
  const { report } = await runTransfer(
    {
      ...selecting([batchOf('a', 'b')], ['b:1']),
      acquireSlot: ({ kind, runName }) => {
        const acquired = kind === 'import' || held.size === 0 || held.has(runName);
        if (kind === 'export' && acquired) held.add(runName);
        return done({ acquired, registry: 'builds' });
      },
      releaseSlot: ({ runName }) => {
        if ((releases += 1) <= RELEASES_IN_TEN_MINUTES) return away();
        held.delete(runName);
        return done({ released: true });
      },
    },
    SELECTED,
  );
  expect(report).toMatchObject({ outcome: 'partial', totals: { outcomes: { delivered: 1, failed: 1 } } });
});

it('however many are bad, a batch takes no more runs than its budget', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `app${index}`);
  const bad = names.filter((_, index) => index % 2 === 0).map((name) => `${name}:1`);
  const { report, calls } = await runTransfer(selecting([batchOf(...names)], bad), SELECTED);
  expect(calls.filter((name) => name === 'startExportRun')).toHaveLength(RUNS_PER_BATCH);
  expect(report.totals?.outcomes.failed).toBeGreaterThanOrEqual(25);
});

it('what no batch can do better with stops the rest, which says so', async () => {
  const stubs = { ...selecting(batchesOf(9)), startExportRun: () => failed('access_denied') };
  const { report } = await runTransfer(stubs, { ...SELECTED, batchesAtOnce: 1 });
  expect(report).toMatchObject({ outcome: 'failed', totals: { outcomes: { failed: 1, notAttempted: 8 } } });
  const rest = report.artifacts.find(({ outcome }) => outcome === 'notAttempted');
  expect(rest?.failure).toMatchObject({
    code: 'not_attempted',
    message: expect.stringContaining('it was access_denied'),
  });
});

it('a cancel in the middle: what was not begun is not attempted', async () => {
  let exported = 0;
  const stubs = selecting(batchesOf(9));
  const { report } = await runTransfer(
    {
      ...stubs,
      verifyArtifacts: async (input, transfers, pages) => {
        if ((exported += 1) === 4) await transfers.requestCancel('t0');
        return (stubs.verifyArtifacts as NonNullable<Stubs['verifyArtifacts']>)(input, transfers, pages);
      },
    },
    { ...SELECTED, batchesAtOnce: 1 },
  );
  expect(report).toMatchObject({ outcome: 'canceled', totals: { outcomes: { delivered: 4, notAttempted: 5 } } });
  const [rest] = report.artifacts.filter(({ outcome }) => outcome === 'notAttempted');
  expect(rest?.failure?.code).toBe('transfer_canceled');
});

it('what could not be written into the ledger, or cleaned up, is told', async () => {
  const stubs = {
    ...selecting(batchesOf(3)),
    recordDelivered: () => failed('ledger_unreadable'),
    cleanUp: () => failed('access_denied'),
  };
  const { report } = await runTransfer(stubs, SELECTED);
  expect(report).toMatchObject({
    outcome: 'succeeded',
    ledgerFailures: [{ code: 'ledger_unreadable' }],
    cleanUpFailures: [{ code: 'access_denied' }],
  });
});

describe('what the host ends', () => {
  /** Orchestrations of that name whose id is meant are ended by the host, as after an update of the app. */
  const endedByHost =
    (ended: string, isEnded: (id: string) => boolean) =>
    (invoker: DurableInvoker): DurableInvoker => ({
      ...invoker,
      runOrchestrator: (name, id, input) =>
        name === ended && isEnded(id)
          ? Promise.reject(new Error('Non-Deterministic workflow detected'))
          : invoker.runOrchestrator(name, id, input),
    });
  const batches = batchesOf(6);

  /** The same, where a run that nobody asked for is absent. */
  function remembering(): Stubs & { exports: Set<string> } {
    const stubs = selecting(batches);
    const asked = { export: new Set<string>(), import: new Set<string>() };
    return {
      ...stubs,
      exports: asked.export,
      startExportRun: async (...given) => {
        asked.export.add(given[0].runName);
        return (stubs.startExportRun as NonNullable<Stubs['startExportRun']>)(...given);
      },
      startImportRun: ({ runName }) => {
        asked.import.add(runName);
        return done({ resourceId: `/runs/${runName}` });
      },
      checkRun: async (...given) => {
        const [{ kind, runName }] = given;
        if (!asked[kind].has(runName)) return done({ phase: 'absent', percentage: 0, cancelRequested: false });
        return (stubs.checkRun as NonNullable<Stubs['checkRun']>)(...given);
      },
      openBatch: async ({ batch }, transfers) => {
        const result = await transfers.readBatchResult('t0', batch);
        return done(result ? { outcome: result.report.outcome } : {});
      },
    };
  }

  const idOf = (number: number): string => batches[number]?.name ?? '';

  it('a batch of a lane is taken up once, and the lane goes on', async () => {
    const wrap = endedByHost('batch', (id) => id.endsWith(idOf(2)) && !id.includes('again'));
    const { exports, ...stubs } = remembering();
    const { report } = await runTransfer(stubs, { ...SELECTED, batchesAtOnce: 2 }, wrap);
    expect(report).toMatchObject({ outcome: 'succeeded', totals: { batches: 6, outcomes: { delivered: 6 } } });
    expect(exports.size).toBe(6);
  });

  it('a batch that it ends twice is reported as that, and the others are delivered', async () => {
    const wrap = endedByHost('batch', (id) => id.endsWith(idOf(2)));
    const { report } = await runTransfer(selecting(batches), { ...SELECTED, batchesAtOnce: 2 }, wrap);
    expect(report).toMatchObject({ outcome: 'partial', totals: { outcomes: { delivered: 5, failed: 1 } } });
    const [bad] = report.artifacts.filter(({ outcome }) => outcome === 'failed');
    expect(bad).toMatchObject({ artifact: 'app2:1', failure: { code: 'unexpected_error' } });
  });

  it('a lane is taken up once: what it delivered is not exported again', async () => {
    const { exports, ...stubs } = remembering();
    const wrap = endedByHost('batchLane', (id) => exports.size >= 3 && !id.includes('again'));
    const { report, calls } = await runTransfer(stubs, { ...SELECTED, batchesAtOnce: 1 }, wrap);
    expect(report).toMatchObject({ outcome: 'succeeded', totals: { outcomes: { delivered: 6 } } });
    expect(exports.size).toBe(6);
    expect(calls.filter((name) => name === 'startExportRun')).toHaveLength(6);
  });

  it('lanes that it ends twice leave the rest unattempted, and say why', async () => {
    const wrap = endedByHost('batchLane', () => true);
    const { report } = await runTransfer(selecting(batches), { ...SELECTED, batchesAtOnce: 2 }, wrap);
    expect(report).toMatchObject({ outcome: 'failed', totals: { outcomes: { notAttempted: 6 } } });
    expect(report.failures[0]).toMatchObject({ code: 'unexpected_error' });
  });
});
