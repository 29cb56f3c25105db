import fc from 'fast-check';
import type { ListedNames } from '../../../src/domain/selection/selectables';
import type { SelectionRule } from '../../../src/domain/selection/rule';
import { selectionSchema } from '../../../src/domain/selection/selection';
import { mayHold, selectFrom, type SelectedArtifact } from '../../../src/domain/selection/selectFrom';

const NOW = new Date('2026-11-28T12:00:00Z');

const repository = fc.constantFrom('app', 'app/web', 'app/api', 'tools');
const digest = fc.constantFrom('a', 'b', 'c', 'd', 'e').map((letter) => `sha256:${letter.repeat(64)}`);
const tagName = fc.oneof(
  fc
    .tuple(fc.constantFrom('', 'v'), fc.nat(2), fc.nat(2), fc.constantFrom('', '-rc.1'))
    .map(([v, minor, patch, rest]) => `${v}1.${minor}.${patch}${rest}`),
  fc.constantFrom('latest', 'edge', '1.0', `sha256-${'a'.repeat(64)}.sig`, `sha256-${'b'.repeat(64)}`),
);
/** Few enough different times that some are equal. */
const updatedAt = fc.nat(20).map((hours) => new Date(NOW.getTime() - hours * 3_600_000).toISOString());

const listing: fc.Arbitrary<ListedNames> = fc.record({
  repository,
  tags: fc.array(fc.record({ name: tagName, digest, updatedAt }), { maxLength: 20 }),
  manifests: fc.array(fc.record({ digest, updatedAt, tags: fc.array(tagName, { maxLength: 1 }) }), { maxLength: 10 }),
});

const repositoryGlobs = fc.array(fc.constantFrom('**', 'app', 'app/*', 'app/**', 'tools', '*'), {
  minLength: 1,
  maxLength: 2,
});
const tagPatterns = fc.array(
  fc.constantFrom('*', 'v*', '1.*', 'latest', '*-rc.?', 'sha256-*', { regex: 'v?1\\.[0-9].*' }, { regex: '[a-z]+' }),
  { maxLength: 2 },
);
const anyRule: fc.Arbitrary<SelectionRule> = fc.record(
  {
    repositories: repositoryGlobs,
    exceptRepositories: repositoryGlobs,
    tags: tagPatterns,
    exceptTags: tagPatterns,
    semver: fc.record({ range: fc.constantFrom('*', '>=1.1', '^1.0.1'), includePrerelease: fc.boolean() }),
    newest: fc.record({ count: fc.integer({ min: 1, max: 4 }), by: fc.constantFrom('version', 'time') }),
    minAge: fc.constantFrom('2h', '300m'),
    maxAge: fc.constantFrom('10h', '1d'),
    untagged: fc.boolean(),
  },
  { requiredKeys: ['repositories'] },
);
/** Only rules that may be in a routes file. */
const isTaken = (one: SelectionRule) => selectionSchema.safeParse({ rules: [one] }).success;
const rule = anyRule.filter(isTaken);
const rules = fc.array(rule, { minLength: 1, maxLength: 3 });

function shuffled<T>(values: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...values], { minLength: values.length });
}

/** A listing and the same in another order, with some entries repeated. */
const twoListings = listing.chain((listed) =>
  fc
    .tuple(fc.subarray([...listed.tags]), fc.subarray([...listed.manifests]))
    .chain(([tags, manifests]) =>
      fc.tuple(shuffled([...listed.tags, ...tags]), shuffled([...listed.manifests, ...manifests])),
    )
    .map(([tags, manifests]) => [listed, { ...listed, tags, manifests }] as const),
);

const identityOf = ({ repository: name, tag = '', digest: hash }: SelectedArtifact) => `${name} ${tag} ${hash}`;
const runs = { numRuns: 200 };

it('does not depend on the order of a listing, nor on what it lists twice', () => {
  fc.assert(
    fc.property(rules, twoListings, (asked, [listed, again]) => {
      expect(selectFrom({ rules: asked }, again, NOW)).toEqual(selectFrom({ rules: asked }, listed, NOW));
    }),
    runs,
  );
});

it('answers the same for the same, changes nothing, and lists each artifact once, in order', () => {
  fc.assert(
    fc.property(rules, listing, (asked, listed) => {
      const before = JSON.stringify([asked, listed]);
      const selected = selectFrom({ rules: asked }, listed, NOW).map(identityOf);
      const copies = structuredClone([...asked].reverse());
      expect(selectFrom({ rules: copies }, structuredClone(listed), NOW).map(identityOf)).toEqual(selected);
      expect(JSON.stringify([asked, listed])).toBe(before);
      expect(selected).toEqual([...new Set(selected)].sort());
    }),
    runs,
  );
});

it('another rule takes nothing away, and all rules together take what each of them takes', () => {
  fc.assert(
    fc.property(rules, listing, (asked, listed) => {
      const each = asked.flatMap((one) => selectFrom({ rules: [one] }, listed, NOW).map(identityOf));
      expect(selectFrom({ rules: asked }, listed, NOW).map(identityOf)).toEqual([...new Set(each)].sort());
    }),
    runs,
  );
});

it('newest never takes more than its count of a repository, and no fewer than there are', () => {
  const newest = fc.record({
    count: fc.integer({ min: 1, max: 4 }),
    by: fc.constantFrom('version' as const, 'time' as const),
  });
  fc.assert(
    fc.property(rule, newest, listing, ({ newest: _, ...some }, wanted, listed) => {
      const limited = { ...some, newest: wanted };
      fc.pre(isTaken(limited));
      const taken = selectFrom({ rules: [limited] }, listed, NOW);
      const all = selectFrom({ rules: [some] }, listed, NOW);
      expect(taken.length).toBeLessThanOrEqual(wanted.count);
      expect(all.map(identityOf)).toEqual(expect.arrayContaining(taken.map(identityOf)));
      const fewest = wanted.by === 'time' ? Math.min(wanted.count, all.length) : 0;
      expect(taken.length).toBeGreaterThanOrEqual(fewest);
    }),
    runs,
  );
});

it('takes nothing of a repository that it may not hold, and only what is listed of the others', () => {
  fc.assert(
    fc.property(rules, listing, (asked, listed) => {
      const selected = selectFrom({ rules: asked }, listed, NOW);
      expect(selected.length > 0 && !mayHold({ rules: asked }, listed.repository)).toBe(false);
      for (const { tag, digest: hash, repository: name } of selected) {
        expect(name).toBe(listed.repository);
        const source = tag === undefined ? listed.manifests : listed.tags.filter((one) => one.name === tag);
        expect(source.map((one) => one.digest)).toContain(hash);
      }
    }),
    runs,
  );
});
