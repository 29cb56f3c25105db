import { selectionSchema, type Selection } from '../../../src/domain/selection/selection';
import { validate } from '../../../src/domain/validation/validate';

const RULE = { repositories: ['app/**'] };

function mistakesIn(value: unknown) {
  const checked = validate(selectionSchema, value, { at: ['select'] });
  return 'mistakes' in checked ? checked.mistakes : [];
}

/** The mistakes in a selection of one rule. */
function inRule(rule: object) {
  return mistakesIn({ rules: [{ ...RULE, ...rule }] });
}

it('takes a selection that says everything, and leaves it as it is', () => {
  const selection: Selection = {
    rules: [
      {
        repositories: ['app/**', 'tools'],
        exceptRepositories: ['app/test/**'],
        tags: ['v*', { regex: '[0-9.]+' }],
        exceptTags: ['*-dev'],
        semver: { range: '>=1 <4', includePrerelease: true },
        newest: { count: 5, by: 'version' },
        minAge: '36h',
        maxAge: '90d',
        untagged: false,
      },
      { repositories: ['**'], tags: [], untagged: true, maxAge: '90m' },
    ],
    referrers: ['application/spdx+json', 'application/vnd.dev.cosign.artifact.sig.v1+json'],
    flagged: 'refuse',
  };
  expect(validate(selectionSchema, selection)).toEqual({ value: selection });
});

it.each<[string, unknown, string, string, string]>([
  ['no selection', null, 'select', 'is null', 'an object'],
  ['no rules', {}, 'select.rules', 'is missing', 'a list of 1 to 50 rules'],
  ['empty rules', { rules: [] }, 'select.rules', 'is empty', '1 to 50 rules'],
  ['an unknown key', { rules: [RULE], referrer: 'all' }, 'select.referrer', 'is not a setting', '"referrers"'],
  ['other referrers', { rules: [RULE], referrers: 'some' }, 'select.referrers', 'is "some"', '"all", "none" or a list'],
  ['no types of referrers', { rules: [RULE], referrers: [] }, 'select.referrers', 'is empty', 'artifact types'],
  ['a type that is none', { rules: [RULE], referrers: ['sbom'] }, 'select.referrers[0]', 'is "sbom"', 'artifact type'],
  ['another word', { rules: [RULE], flagged: 'fail' }, 'select.flagged', 'is "fail"', 'skip, refuse'],
  ['a rule that is a text', { rules: ['app'] }, 'select.rules[0]', 'is "app"', 'an object'],
  ['51 rules', { rules: Array(51).fill(RULE) }, 'select.rules', 'is a list', '1 to 50'],
])('%s is a mistake', (_, value, path, problem, expected) => {
  expect(mistakesIn(value)).toEqual([
    { path, problem: expect.stringContaining(problem), expected: expect.stringContaining(expected) },
  ]);
});

it.each<[string, object, string, string, string]>([
  ['no repositories', { repositories: undefined }, 'repositories', 'is missing', 'globs of repositories'],
  ['empty repositories', { repositories: [] }, 'repositories', 'is empty', '1 to 50 globs of repositories'],
  ['a bad glob', { repositories: ['app', 'Team/*'] }, 'repositories[1]', 'has "T"', 'lower-case'],
  ['a bad exclusion', { exceptRepositories: ['app/'] }, 'exceptRepositories[0]', 'ends with a slash', 'app/**'],
  ['a tag with a slash', { tags: ['app/v1'] }, 'tags[0]', 'has "/"', 'repositories'],
  ['a tag that is a number', { tags: ['v1', 2] }, 'tags[1]', 'is 2', '{ "regex"'],
  ['a regex that is a number', { tags: [{ regex: 2 }] }, 'tags[0]', 'is an object', '{ "regex"'],
  ['a bad regex', { exceptTags: [{ regex: 'v(' }] }, 'exceptTags[0].regex', 'missing closing', 'RE2'],
  ['a regex of a slash', { tags: [{ regex: 'app/v1' }] }, 'tags[0].regex', 'demands "/"', 'letters'],
  ['a bad range', { semver: { range: 'one' } }, 'semver.range', 'is no range of versions', '>=2 <4'],
  ['a range without versions', { semver: { range: '>2 <1' } }, 'semver.range', 'no version is in', '>=1 <2'],
  ['newest of nothing', { newest: { count: 0, by: 'time' } }, 'newest.count', 'is 0', 'from 1'],
  ['newest without by', { newest: { count: 3 } }, 'newest.by', 'is missing', 'version, time'],
  ['an age without unit', { minAge: '7' }, 'minAge', 'is "7"', '"36h"'],
  ['an age of no time', { maxAge: '0d' }, 'maxAge', 'is "0d"', '"36h"'],
  ['ages that cross', { minAge: '8d', maxAge: '1d' }, 'minAge', 'no time before maxAge', 'shorter than maxAge'],
  ['ages that meet', { minAge: '24h', maxAge: '1d' }, 'minAge', 'no time before maxAge', 'shorter than maxAge'],
  ['no tags', { tags: [] }, 'tags', 'is empty', '"untagged": true'],
  ['an untagged version', { untagged: true, semver: { range: '1' } }, 'untagged', 'takes versions', 'rule of its own'],
  [
    'an untagged newest version',
    { untagged: true, newest: { count: 1, by: 'version' } },
    'untagged',
    'takes versions',
    'rule of its own',
  ],
  ['names that are no versions', { tags: ['latest'], semver: { range: '1' } }, 'tags', 'no version', 'another rule'],
  ['names of other versions', { tags: ['2.0.0'], semver: { range: '1' } }, 'tags', 'no version', 'another rule'],
  ['newest versions of names', { tags: ['edge'], newest: { count: 1, by: 'version' } }, 'tags', 'no version', 'tags'],
])('%s in a rule is a mistake', (_, rule, path, problem, expected) => {
  expect(inRule(rule)).toEqual([
    {
      path: `select.rules[0].${path}`,
      problem: expect.stringContaining(problem),
      expected: expect.stringContaining(expected),
    },
  ]);
});

it.each<[string[], string[]]>([
  [['app'], ['app']],
  [['app/**'], ['**']],
  [['app/x'], ['app/*']],
  [['app/x/*', 'app/y'], ['app/**']],
  [
    ['app', 'tools/x'],
    ['tools/**', 'app'],
  ],
])('repositories %j without %j are none', (repositories, exceptRepositories) => {
  expect(inRule({ repositories, exceptRepositories })).toMatchObject([{ path: 'select.rules[0].repositories' }]);
});

it.each<[string[], string[]]>([
  [['app/**'], ['app/*']],
  [['app*'], ['app']],
  [['app', 'app/x'], ['app/**']],
  [['**'], ['*', '*/*']],
])('repositories %j without %j may be some', (repositories, exceptRepositories) => {
  expect(inRule({ repositories, exceptRepositories })).toEqual([]);
});

it.each<[unknown[] | undefined, unknown[]]>([
  [undefined, ['*']],
  [['v1'], ['v1']],
  [['v1'], [{ regex: 'v[0-9]' }]],
  [['v1.*', 'v2'], ['v*']],
  [[{ regex: 'v.*' }], [{ regex: 'v.*' }]],
])('tags %j without %j are none', (tags, exceptTags) => {
  const rule = { ...(tags && { tags }), exceptTags };
  expect(inRule(rule)).toMatchObject([{ path: 'select.rules[0].exceptTags' }]);
  expect(inRule({ ...rule, untagged: true })).toEqual([]);
});

it.each<[unknown[] | undefined, unknown[]]>([
  [undefined, ['v*']],
  [['v*'], ['v1']],
  [['v1', 'v2'], ['v1']],
  [[{ regex: 'v1' }], ['v1']],
  [['v.*'], [{ regex: 'v.*' }]],
])('tags %j without %j may be some', (tags, exceptTags) => {
  expect(inRule({ ...(tags && { tags }), exceptTags })).toEqual([]);
});

it('a selection has few regular expressions, because each takes time to read', () => {
  const started = process.hrtime.bigint();
  const heavy = { ...RULE, tags: Array.from({ length: 50 }, (_, index) => ({ regex: `\\pL{1000}${index}` })) };
  expect(mistakesIn({ rules: Array(50).fill(heavy) })).toEqual([
    { path: 'select.rules', problem: 'has 2500 regular expressions', expected: expect.stringContaining('at most 20') },
  ]);
  expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(1_000);
  expect(inRule({ tags: heavy.tags.slice(0, 20).map(() => ({ regex: 'v1' })) })).toEqual([]);
});

it('every mistake of every rule is told at once', () => {
  const rules = [{ repositories: ['App', 'b/'] }, { ...RULE, tags: [] }, { ...RULE, minAge: '2d', maxAge: '1d' }];
  expect(mistakesIn({ rules }).map(({ path }) => path)).toEqual([
    'select.rules[0].repositories[0]',
    'select.rules[0].repositories[1]',
    'select.rules[1].tags',
    'select.rules[2].minAge',
  ]);
});
