import { z } from 'zod';
import { expecting } from '../validation/expectation';
import { choice, flag, nonEmptyText, strictObject, text, wholeNumber } from '../validation/fields';
import { mistakesInRules } from './mistakesInRules';
import { DURATION } from './duration';
import { wordsForRepositoryGlob, wordsForTagGlob } from './glob';
import { wordsForRange } from './versions';
import { refusing } from './words';

/** Of rules, and of patterns in a list. */
const MOST = 50;

const repositoryGlob = refusing(
  expecting(z.string(), { expected: 'a glob of repositories, as text' }).meta({ pattern: '^[a-z0-9._*?/-]+$' }),
  wordsForRepositoryGlob,
);
const REPOSITORY_GLOBS = 'globs of repositories, such as ["app/**"]';

const tagPattern = expecting(
  z.union([
    refusing(z.string(), wordsForTagGlob),
    strictObject({
      regex: nonEmptyText('a regular expression, as text').meta({
        description: 'A regular expression in the syntax of RE2; the whole tag has to match it.',
      }),
    }),
  ]),
  { expected: 'a glob of tags, as text, or { "regex": "…" }' },
);
const TAG_PATTERNS = 'patterns of tags, such as ["v1.*", { "regex": "v[0-9]+" }]';

const ruleSchema = strictObject({
  repositories: listOf(repositoryGlob, 1, REPOSITORY_GLOBS).meta({
    description:
      'Repositories to look into. * and ? stay between two slashes, ** does not: app/** is everything below app.',
  }),
  exceptRepositories: listOf(repositoryGlob, 0, REPOSITORY_GLOBS)
    .exactOptional()
    .meta({ description: 'Repositories not to look into.' }),
  tags: listOf(tagPattern, 0, TAG_PATTERNS).exactOptional().meta({
    description: 'Tags to take, as globs or { regex }. Default: all; an empty list takes none.',
  }),
  exceptTags: listOf(tagPattern, 0, TAG_PATTERNS).exactOptional().meta({ description: 'Tags not to take.' }),
  semver: strictObject({
    range: refusing(nonEmptyText('a range of versions, such as "^1.4" or ">=2 <4"'), wordsForRange).meta({
      description: 'A range of semantic versions as npm writes them; tags may have a v before the version.',
    }),
    includePrerelease: flag().exactOptional().meta({
      description: 'Whether pre-releases in the range are taken, though it names none of their version.',
      default: false,
    }),
  })
    .exactOptional()
    .meta({ description: 'Only tags that are versions in a range.' }),
  newest: strictObject({
    count: wholeNumber(1, 100_000).meta({ description: 'How many of each repository.' }),
    by: choice(['version', 'time']).meta({
      description: 'version: the highest versions, of tags that are versions. time: what was updated last.',
    }),
  })
    .exactOptional()
    .meta({ description: 'Only the newest ones in each repository, of what everything else in the rule leaves.' }),
  minAge: age('Only what was last updated at least so long ago, as "7d", "36h" or "90m".'),
  maxAge: age('Only what was last updated at most so long ago, as "7d", "36h" or "90m".'),
  untagged: flag()
    .exactOptional()
    .meta({ description: 'Whether manifests without a tag are taken too.', default: false }),
}).meta({ description: 'What to take from some repositories. An artifact that any rule takes is selected.' });

const artifactType = refusing(z.string(), (type) =>
  /^[\w.+-]+\/[\w.+-]+$/.test(type) ? undefined : { expected: 'an artifact type, such as application/spdx+json' },
);

/** What a route, or one transfer, takes from the source registry: `select` in the routes file and in a request. */
export const selectionSchema = strictObject({
  rules: listOf(ruleSchema, 1, 'rules, such as [{ "repositories": ["app/**"] }]').meta({
    description: 'Rules add up: an artifact that any of them takes is selected.',
  }),
  referrers: expecting(z.union([choice(['all', 'none']), listOf(artifactType, 1, 'artifact types')]), {
    expected: '"all", "none" or a list of artifact types, such as ["application/spdx+json"]',
  })
    .exactOptional()
    .meta({
      description:
        'Signatures, SBOMs and other referrers that come along: all, none, or those of these artifact types.',
      default: 'all',
    }),
  flagged: choice(['skip', 'refuse']).exactOptional().meta({
    description:
      'What becomes of selected artifacts that cannot be transferred: skip leaves them out and says why, refuse refuses the whole transfer.',
    default: 'skip',
  }),
})
  .superRefine(({ rules }, context) => {
    for (const { path, ...params } of mistakesInRules(rules))
      context.addIssue({ code: 'custom', path: ['rules', ...path], params });
  })
  .meta({ id: 'selection', description: 'Which artifacts are transferred when a request names none.' });

export type Selection = z.infer<typeof selectionSchema>;

function listOf<Element extends z.ZodType>(element: Element, least: 0 | 1, elements: string) {
  const list = expecting(z.array(element).max(MOST), { expected: `a list of ${least} to ${MOST} ${elements}` });
  if (least === 0) return list;
  return refusing(list, ({ length }) => (length === 0 ? { problem: 'is empty' } : undefined)).meta({ minItems: least });
}

function age(description: string) {
  return text(DURATION, 'a whole number of days, hours or minutes, such as "7d", "36h" or "90m"')
    .exactOptional()
    .meta({ description });
}
