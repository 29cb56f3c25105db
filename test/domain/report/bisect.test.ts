import fc from 'fast-check';
import { createBatch, MAX_ARTIFACTS, type Batch, type PlannedArtifact } from '../../../src/domain/plan';
import { partsToTryAgain, RUNS_PER_BATCH } from '../../../src/domain/report/bisect';
import { endedBatch, verifiedBatch, withParts, type BatchResult } from '../../../src/domain/report/batchResult';
import { PipelineRunFailedError } from '../../../src/domain/failures/errors';
import { failed } from '../../../src/domain/failures/ending';
import type { ArtifactReport } from '../../../src/domain/report/report';
import { digestOf } from '../../helpers/fakeRegistries';

const planned = (index: number): PlannedArtifact => {
  const repository = `app${String(index).padStart(2, '0')}`;
  return { artifact: `${repository}:1`, repository, tag: '1', digest: digestOf(repository) };
};
const batchOf = (count: number): Batch => createBatch(Array.from({ length: count }, (_, index) => planned(index)));
const runFailure = (batch: Batch, words: string) =>
  new PipelineRunFailedError('export', `/runs/${batch.name}`, words, undefined).toFailure();
const delivered = (batch: Batch): ArtifactReport[] =>
  batch.artifacts.map(({ artifact, digest }) => ({ artifact, outcome: 'delivered', sourceDigest: digest }));

/** An export run fails as a whole where an artifact of it is bad. */
function runBatch(batch: Batch, isBad: (artifact: string) => boolean, words = 'It is broken.'): BatchResult {
  if (!batch.artifacts.some(({ artifact }) => isBad(artifact))) return verifiedBatch(batch, {}, delivered(batch));
  return endedBatch(batch, {}, failed(runFailure(batch, words)));
}

/** Does with a batch what `tryPartsAgain` does. */
function bisect(batch: Batch, run: (batch: Batch) => BatchResult): { result: BatchResult; runs: number } {
  const result = run(batch);
  const tried: BatchResult[] = [];
  const affordable = (all: Batch[]): Batch[] => all.slice(0, RUNS_PER_BATCH - 1 - tried.length);
  for (let parts = affordable(partsToTryAgain(batch, result)); parts.length > 0;) {
    const ended = parts.map((part) => ({ part, found: run(part) }));
    tried.push(...ended.map(({ found }) => found));
    parts = affordable(ended.flatMap(({ part, found }) => partsToTryAgain(part, found)));
  }
  return { result: withParts(result, tried), runs: 1 + tried.length };
}

const outcomes = ({ artifacts }: BatchResult, outcome: string): string[] =>
  artifacts.filter((each) => each.outcome === outcome).map(({ artifact }) => artifact);

it('up to five bad ones of a batch are found exactly, wherever they are, within the budget of runs', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: MAX_ARTIFACTS }),
      fc.uniqueArray(fc.nat(MAX_ARTIFACTS - 1), { minLength: 1, maxLength: 5 }),
      (count, places) => {
        const batch = batchOf(count);
        const bad = new Set(places.map((place) => planned(place % count).artifact));
        const { result, runs } = bisect(batch, (part) => runBatch(part, (artifact) => bad.has(artifact)));
        expect(outcomes(result, 'failed').sort()).toEqual([...bad].sort());
        expect(outcomes(result, 'delivered')).toHaveLength(count - bad.size);
        expect(runs).toBeLessThanOrEqual(RUNS_PER_BATCH);
      },
    ),
    { numRuns: 100 },
  );
});

it('the five that are the hardest to find are found', () => {
  const bad = [0, 12, 24, 36, 49].map((place) => planned(place).artifact);
  const { result } = bisect(batchOf(MAX_ARTIFACTS), (part) => runBatch(part, (artifact) => bad.includes(artifact)));
  expect(outcomes(result, 'failed')).toEqual(bad);
});

it('however many are bad, the budget holds, and none of them is called delivered', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(MAX_ARTIFACTS - 1), { minLength: 6 }), (places) => {
      const bad = new Set(places.map((place) => planned(place).artifact));
      const { result, runs } = bisect(batchOf(MAX_ARTIFACTS), (part) => runBatch(part, (one) => bad.has(one)));
      expect(runs).toBeLessThanOrEqual(RUNS_PER_BATCH);
      for (const artifact of outcomes(result, 'delivered')) expect(bad.has(artifact)).toBe(false);
    }),
  );
});

it.each(['503 ServiceUnavailable', 'Too many requests', 'The request timed out'])(
  'a run that failed with %s is tried again whole, three times in all, under other names',
  (words) => {
    const batch = batchOf(4);
    const seen: Batch[] = [];
    const { runs } = bisect(batch, (part) => {
      seen.push(part);
      return runBatch(part, () => true, words);
    });
    expect(runs).toBe(3);
    expect(new Set(seen.map(({ name }) => name)).size).toBe(3);
    for (const part of seen) expect(part.artifacts).toEqual(batch.artifacts);
  },
);

it.each(['403 Forbidden', 'The key vault secret could not be read'])('a run that failed with %s is not', (words) => {
  expect(bisect(batchOf(4), (part) => runBatch(part, () => true, words)).runs).toBe(1);
});

it('what arrived is not sent again', () => {
  const batch = batchOf(5);
  const artifacts = delivered(batch).map((each, index): ArtifactReport => {
    return index === 2 ? { ...each, outcome: 'missing' } : each;
  });
  const result = verifiedBatch(batch, {}, artifacts, new PipelineRunFailedError('import', '/r', 'x', '1').toFailure());
  expect(partsToTryAgain(batch, result).map((part) => part.artifacts)).toEqual([[planned(2)]]);
});

it('nothing is tried again where nothing failed, or another step did', () => {
  const batch = batchOf(2);
  expect(partsToTryAgain(batch, verifiedBatch(batch, {}, delivered(batch)))).toEqual([]);
  const copy = failed({ code: 'content_mismatch', message: 'm', nextStep: 'n' });
  expect(partsToTryAgain(batch, endedBatch(batch, {}, copy))).toEqual([]);
  expect(partsToTryAgain(batch, endedBatch(batch, {}, { end: 'canceled' }))).toEqual([]);
});
