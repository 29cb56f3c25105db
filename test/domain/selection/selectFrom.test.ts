import type { ListedNames } from '../../../src/domain/selection/selectables';
import type { SelectionRule } from '../../../src/domain/selection/rule';
import { mayHold, selectFrom } from '../../../src/domain/selection/selectFrom';

const NOW = new Date('2026-11-28T12:00:00Z');
const HEX = 'a1'.repeat(32);

/** The digest of a name that is short enough. */
function digestOf(name: string): string {
  return `sha256:${name}`;
}

/** A listing of tags, each as old as it says in hours, and each with a digest of its own. */
function listOf(hours: Record<string, number>, repository = 'app/web'): ListedNames {
  const updatedAt = (age: number) => new Date(NOW.getTime() - age * 3_600_000).toISOString();
  const tags = Object.entries(hours).map(([name, age]) => ({
    name,
    digest: digestOf(name),
    updatedAt: updatedAt(age),
  }));
  return { repository, tags, manifests: tags.map(({ name, ...rest }) => ({ ...rest, tags: [name] })) };
}

/** The tags that one rule takes of a listing; `null` stands for an artifact without a tag. */
function takenBy(rule: Partial<SelectionRule>, listed: ListedNames) {
  const rules = [{ repositories: ['**'], ...rule }];
  return selectFrom({ rules }, listed, NOW).map(({ tag = null }) => tag);
}

const VERSIONS = listOf({ 'v1.9.0': 50, '1.10.0': 40, 'v2.0.0-rc.1': 30, '1.10.0-alpine': 20, latest: 10, '1.10': 5 });

it('takes every tag with its digest, sorted, of the repositories that the rule names', () => {
  const listed = listOf({ v2: 1, v1: 2 });
  expect(selectFrom({ rules: [{ repositories: ['app/*'] }] }, listed, NOW)).toEqual([
    { repository: 'app/web', tag: 'v1', digest: digestOf('v1') },
    { repository: 'app/web', tag: 'v2', digest: digestOf('v2') },
  ]);
  expect(selectFrom({ rules: [{ repositories: ['tools/**'] }] }, listed, NOW)).toEqual([]);
});

it.each<[string, Partial<SelectionRule>, string[]]>([
  ['globs', { tags: ['v*', 'latest'] }, ['latest', 'v1.9.0', 'v2.0.0-rc.1']],
  ['an expression for the whole tag', { tags: [{ regex: '1\\.[0-9]+' }] }, ['1.10']],
  ['exclusions', { exceptTags: ['v*', { regex: '.*alpine' }] }, ['1.10', '1.10.0', 'latest']],
  ['a range', { semver: { range: '>=1.9' } }, ['1.10.0', 'v1.9.0']],
  [
    'a range with pre-releases',
    { semver: { range: '>=1.9', includePrerelease: true } },
    ['1.10.0', '1.10.0-alpine', 'v1.9.0', 'v2.0.0-rc.1'],
  ],
  ['the newest version', { newest: { count: 1, by: 'version' } }, ['1.10.0']],
  [
    'the newest version, pre-releases too',
    { semver: { range: '*', includePrerelease: true }, newest: { count: 1, by: 'version' } },
    ['v2.0.0-rc.1'],
  ],
  ['the newest by time', { newest: { count: 2, by: 'time' } }, ['1.10', 'latest']],
  ['the newest of what the patterns leave', { tags: ['v*'], newest: { count: 1, by: 'time' } }, ['v2.0.0-rc.1']],
  ['the newest of what is old enough', { minAge: '25h', newest: { count: 1, by: 'time' } }, ['v2.0.0-rc.1']],
  ['a minimum age', { minAge: '40h' }, ['1.10.0', 'v1.9.0']],
  ['a maximum age', { maxAge: '600m' }, ['1.10', 'latest']],
  ['both ages', { minAge: '1d', maxAge: '2d' }, ['1.10.0', 'v2.0.0-rc.1']],
])('takes by %s', (_, rule, tags) => {
  expect(takenBy(rule, VERSIONS)).toEqual(tags);
});

it('of tags that are one version or one time, the newest is always the same one', () => {
  const listed = listOf({ 'v1.0.0': 1, '1.0.0': 1, '0.9.0': 1 });
  expect(takenBy({ newest: { count: 1, by: 'version' } }, listed)).toEqual(['1.0.0']);
  expect(takenBy({ newest: { count: 1, by: 'time' } }, listed)).toEqual(['0.9.0']);
});

it('takes one digest once for each of its tags', () => {
  const { tags, ...listed } = listOf({ v1: 2, latest: 1 });
  const same = { ...listed, tags: tags.map((tag) => ({ ...tag, digest: digestOf('one') })) };
  expect(selectFrom({ rules: [{ repositories: ['**'] }] }, same, NOW)).toHaveLength(2);
});

describe('tags that belong to another artifact', () => {
  const listed = listOf({ v1: 1, [`sha256-${HEX}.sig`]: 1, [`sha256-${HEX}.att`]: 1, [`sha256-${HEX}`]: 1 });

  it.each<[string, Partial<SelectionRule>]>([
    ['no pattern', {}],
    ['a glob for everything', { tags: ['*'] }],
    ['a glob for signatures of any name', { tags: ['*.sig', 'v1'] }],
    ['an expression for everything', { tags: [{ regex: '.*' }] }],
    ['the newest', { newest: { count: 9, by: 'time' } }],
  ])('are not taken by %s', (_, rule) => {
    expect(takenBy(rule, listed)).toEqual(['v1']);
  });

  it('are taken by a pattern that names them, and only those that it means', () => {
    expect(takenBy({ tags: ['*', 'sha256-*.sig'] }, listed)).toEqual([`sha256-${HEX}.sig`, 'v1']);
    expect(takenBy({ tags: [{ regex: 'sha256-[a-f0-9]+' }] }, listed)).toEqual([`sha256-${HEX}`]);
    expect(takenBy({ tags: ['sha256-*'], exceptTags: ['*.att'] }, listed)).toHaveLength(2);
  });
});

describe('manifests without a tag', () => {
  const { tags, manifests, repository } = listOf({ v1: 2 });
  const orphan = (name: string, hours: number) => ({
    digest: digestOf(name),
    updatedAt: new Date(NOW.getTime() - hours * 3_600_000).toISOString(),
    tags: [],
  });
  const listed = { repository, tags, manifests: [...manifests, orphan('old', 48), orphan('new', 1)] };

  it('are taken only where the rule says so, by their digests', () => {
    expect(takenBy({}, listed)).toEqual(['v1']);
    expect(selectFrom({ rules: [{ repositories: ['**'], tags: [], untagged: true }] }, listed, NOW)).toEqual([
      { repository, digest: digestOf('new') },
      { repository, digest: digestOf('old') },
    ]);
    expect(takenBy({ tags: ['v*'], untagged: true }, listed)).toEqual([null, null, 'v1']);
  });

  it('have an age, and count among the newest', () => {
    expect(takenBy({ untagged: true, minAge: '1d' }, listed)).toEqual([null]);
    expect(takenBy({ untagged: true, newest: { count: 2, by: 'time' } }, listed)).toEqual([null, 'v1']);
  });

  it('are none where a tag appeared while the listing was read', () => {
    const late = { name: 'v2', digest: digestOf('new'), updatedAt: NOW.toISOString() };
    const torn = { ...listed, tags: [...tags, late] };
    expect(takenBy({ tags: [], untagged: true, maxAge: '2h' }, torn)).toEqual([]);
    const again = { ...listed, manifests: [...listed.manifests, { ...orphan('new', 1), tags: ['v2'] }] };
    expect(takenBy({ tags: [], untagged: true, maxAge: '2h' }, again)).toEqual([]);
  });
});

it('of a tag that moved while the listing was read, the later digest is taken', () => {
  const listed = listOf({ v1: 2 });
  const moved = { name: 'v1', digest: digestOf('moved'), updatedAt: NOW.toISOString() };
  for (const tags of [
    [...listed.tags, moved],
    [moved, ...listed.tags],
  ]) {
    expect(selectFrom({ rules: [{ repositories: ['**'] }] }, { ...listed, tags }, NOW)).toEqual([
      { repository: 'app/web', tag: 'v1', digest: digestOf('moved') },
    ]);
  }
});

it('times may have the seven decimals that registries write', () => {
  const tag = { name: 'v1', digest: digestOf('v1'), updatedAt: '2026-11-28T11:00:00.1234567Z' };
  const listed = { repository: 'app', tags: [tag], manifests: [] };
  expect(takenBy({ maxAge: '60m' }, listed)).toEqual(['v1']);
  expect(takenBy({ maxAge: '59m' }, listed)).toEqual([]);
});

it('only repositories that a rule names need to be listed', () => {
  const rules = [
    { repositories: ['app/**'], exceptRepositories: ['app/test/**'] },
    { repositories: ['tools', 'app/test/keep'] },
  ];
  const names = ['app', 'app/web', 'app/test/one', 'app/test/keep', 'tools', 'tools/x'];
  expect(names.filter((name) => mayHold({ rules }, name))).toEqual(['app/web', 'app/test/keep', 'tools']);
});
