import type { ReadingPlace } from '../../src/domain/planning/factsPage';
import { CANCELED } from '../../src/domain/failures/ending';
import { away, done, failed, runTransfer, type Stubs } from './runTransfer';

const SELECTED = { artifacts: [] };
const NOTHING = { batches: 0, artifacts: 0, bytes: 0, skipped: 0, known: 4 };

/** So many pages are selected, and so many calls read manifests; then nothing is left to do. */
function planning(pages: number, reads: number, retryAfterSeconds?: number): Stubs {
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return {
    selectArtifacts: ({ page }) => done(page + 1 < pages ? { next: page + 1, ...wait } : {}),
    readManifests: ({ place }) => {
      const next: ReadingPlace = { page: 0, offset: place.offset + 1 };
      return done(next.offset < reads ? { next, ...wait } : {});
    },
    cutPlan: () => done({ batches: [], unplanned: [], stored: NOTHING }),
  };
}

it('goes through all pages, then through all manifests, then cuts batches; each where the one before ended', async () => {
  const { report, calls, inputs } = await runTransfer(planning(3, 2), SELECTED);
  expect(report).toMatchObject({ outcome: 'nothingToDo', totals: { known: 4 } });
  expect(inputs['selectArtifacts']).toEqual([0, 1, 2].map((page) => ({ transferId: 't0', page })));
  expect(inputs['readManifests']).toEqual([0, 1].map((offset) => ({ transferId: 't0', place: { page: 0, offset } })));
  const planned = ['selectArtifacts', 'readManifests', 'cutPlan'].flatMap((name) =>
    calls.filter((one) => one === name),
  );
  expect(planned).toHaveLength(3 + 2 + 1);
});

it('leaves the registry alone between two calls for as long as it asks', async () => {
  const { elapsed, report } = await runTransfer(planning(3, 3, 600), SELECTED);
  expect(report.outcome).toBe('nothingToDo');
  expect(elapsed).toBeGreaterThanOrEqual(4 * 600_000);
});

it.each<keyof Stubs>(['selectArtifacts', 'readManifests', 'cutPlan'])(
  '%s is tried again while its service is away, and ends the transfer where it refuses',
  async (name) => {
    const stubs = planning(1, 1);
    let tries = 0;
    const answer = stubs[name] as (...given: never[]) => unknown;
    const faltering = { ...stubs, [name]: (...given: never[]) => ((tries += 1) < 4 ? away() : answer(...given)) };
    expect((await runTransfer(faltering, SELECTED)).report.outcome).toBe('nothingToDo');
    expect(tries).toBe(4);
    const refusing = { ...stubs, [name]: () => failed('service_refused') };
    const { report } = await runTransfer(refusing, SELECTED);
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'service_refused' }], artifacts: [] });
  },
);

it.each<keyof Stubs>(['selectArtifacts', 'readManifests'])('a cancel that %s sees ends the plan', async (name) => {
  const { report, calls } = await runTransfer({ ...planning(2, 2), [name]: () => CANCELED }, SELECTED);
  expect(report.outcome).toBe('canceled');
  expect(calls).not.toContain('cutPlan');
});

it('a cancel ends a long wait', async () => {
  const stubs = { ...planning(2, 1, 3_600), lookForCancel: () => done({ cancelRequested: true }) };
  const { report, elapsed, calls } = await runTransfer(stubs, SELECTED);
  expect(report.outcome).toBe('canceled');
  expect(elapsed).toBeLessThan(400_000);
  expect(calls.filter((name) => name === 'selectArtifacts')).toHaveLength(1);
});

it('a call takes so few events that 1,000 of them, of 150 reads each at the least, stay below 5,000', async () => {
  const { report, longestHistory } = await runTransfer(planning(20, 80), SELECTED);
  expect(report.outcome).toBe('nothingToDo');
  expect(longestHistory / 100).toBeLessThan(5);
});

it('what is refused is told, and no batch is run', async () => {
  const refused = { code: 'plan_refused', message: 'm', nextStep: 'n' } as const;
  const stubs: Stubs = {
    ...planning(1, 1),
    cutPlan: () => done({ batches: [], unplanned: [], stored: { ...NOTHING, refused } }),
  };
  const { report, calls } = await runTransfer(stubs, SELECTED);
  expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'plan_refused' }] });
  expect(calls).not.toContain('takeBatch');
});
