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

const group = (key: string, size: number, since = ''): ArtifactGroup => ({
  key,
  since,
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

const NEWEST = '2026-01-01T00:00:00Z';

it('what is new changes the last batch, and leaves every other one as it was', () => {
  fc.assert(
    fc.property(groups, fc.integer({ min: 1, max: 60 }), (all, size) => {
      const before = namesOf(all);
      const after = namesOf([...all, group('added', size, NEWEST)]);
      const kept = before.slice(0, -1);
      expect(after.slice(0, kept.length)).toEqual(kept);
    }),
  );
});

it('something else in the middle changes few batches: the ends after it are soon the same again', () => {
  const all = Array.from({ length: 2_000 }, (_, index) => group(`r${String(index).padStart(5, '0')}`, 1));
  const before = namesOf(all);
  const changes = Array.from({ length: 50 }, (_, index) => {
    const after = new Set(namesOf([...all, group(`r${String(index * 37).padStart(5, '0')}-more`, 1)]));
    return before.filter((name) => !after.has(name)).length;
  });
  expect(changes.reduce((sum, count) => sum + count, 0) / changes.length).toBeLessThanOrEqual(4);
});

it('names of any length: a batch goes through durable state, and short names fill it', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 60, maxLength: 150 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 128 }), (repositories, tagLength) => {
      const all = repositories.map((length, index): ArtifactGroup => {
        const repository = 'r'.repeat(length);
        const tag = `${index}${'t'.repeat(tagLength)}`.slice(0, 128);
        const more = { bytes: 123_456_789, referrerOf: digestOf('subject') };
        const one = { artifact: `${repository}:${tag}`, repository, tag, digest: digestOf(`${index}`), ...more };
        return { key: one.artifact, since: '', artifacts: [one] };
      });
      const batches = cutBatches(all);
      expect(batches.flatMap(({ artifacts }) => artifacts)).toHaveLength(all.length);
      for (const batch of batches) expect(JSON.stringify(batch).length).toBeLessThan(32_000);
      // The last one may be small; all others are filled to 80 %, but for one artifact that did not fit.
      for (const { artifacts } of batches.slice(0, -1)) expect(artifacts.length).toBeGreaterThanOrEqual(19);
    }),
  );
});

it('batches are filled well', () => {
  for (const count of [200, 500, 2_000, 10_000]) {
    const all = Array.from({ length: count }, (_, index) => group(`r${index}`, 1));
    expect(cutBatches(all).length).toBeLessThanOrEqual(Math.ceil((1.15 * count) / MAX_ARTIFACTS) + 1);
  }
});
