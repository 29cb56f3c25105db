import fc from 'fast-check';
import { MAX_ARTIFACTS, type PlannedArtifact } from '../../../src/domain/plan';
import { cutBatches, type ArtifactGroup } from '../../../src/domain/planning/cutBatches';
import { digestOf } from '../../helpers/fakeRegistries';

const artifact = (key: string, index: number): PlannedArtifact => ({
  artifact: `${key}:t${index}`,
  repository: key,
  tag: `t${index}`,
  digest: digestOf(key),
});

const group = (key: string, size: number): ArtifactGroup => ({
  key,
  artifacts: Array.from({ length: size }, (_, index) => artifact(key, index)),
});

const groups = fc
  .uniqueArray(fc.tuple(fc.stringMatching(/^[a-f0-9]{4,8}$/), fc.integer({ min: 1, max: 60 })), {
    selector: ([key]) => key,
    maxLength: 200,
  })
  .map((all) => all.map(([key, size]) => group(key, size)));

const namesOf = (all: readonly ArtifactGroup[]): string[] => cutBatches(all).map(({ name }) => name);
const inOrder = (artifacts: readonly PlannedArtifact[]): string[] => artifacts.map((one) => one.artifact).sort();

it('every artifact is in one batch, and no batch is empty or above the limit', () => {
  fc.assert(
    fc.property(groups, (all) => {
      const batches = cutBatches(all);
      expect(inOrder(batches.flatMap(({ artifacts }) => artifacts))).toEqual(
        inOrder(all.flatMap(({ artifacts }) => artifacts)),
      );
      for (const { artifacts } of batches) {
        expect(artifacts.length).toBeGreaterThan(0);
        expect(artifacts.length).toBeLessThanOrEqual(MAX_ARTIFACTS);
      }
    }),
  );
});

it('the order of the groups does not matter', () => {
  fc.assert(fc.property(groups, (all) => expect(namesOf([...all].reverse())).toEqual(namesOf(all))));
});

it('a group is cut apart only where it is larger than a batch', () => {
  fc.assert(
    fc.property(groups, (all) => {
      const batches = cutBatches(all);
      for (const { key, artifacts } of all) {
        const holding = batches.filter((batch) => batch.artifacts.some(({ repository }) => repository === key));
        expect(holding).toHaveLength(Math.ceil(artifacts.length / MAX_ARTIFACTS));
      }
    }),
  );
});

it('one more group changes one batch, and leaves every other one as it was', () => {
  fc.assert(
    fc.property(groups, fc.integer({ min: 1, max: 60 }), (all, size) => {
      const before = namesOf(all);
      const after = new Set(namesOf([...all, group('added', size)]));
      expect(before.filter((name) => !after.has(name)).length).toBeLessThanOrEqual(1);
    }),
  );
});

it('batches are filled well: many small groups take at most twice as many as they have to', () => {
  const all = Array.from({ length: 2_000 }, (_, index) => group(`r${index}`, 1));
  expect(cutBatches(all).length).toBeLessThanOrEqual(2 * Math.ceil(2_000 / MAX_ARTIFACTS));
});
