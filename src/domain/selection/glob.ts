import { RE2JS } from 're2js';
import { isRepository, isTag } from '../artifact';
import { invisibleProblem } from '../validation/invisible';
import type { Words } from './words';

const LONGEST = 255;

/**
 * Makes a glob into the question whether a name is one of those that it means. `*` is any number of characters and `?` is one, but neither
 * is a slash; `**` as a whole part is any number of parts, at the end at least one: `app/**` is everything below `app`.
 *
 * A glob becomes an expression of RE2, which takes time linear in the name whatever the glob: the regular expressions that
 * glob libraries make go back and forth for seconds over a few `*`.
 */
export function compileGlob(glob: string): (name: string) => boolean {
  const parts = glob.split('/');
  const last = parts.length - 1;
  const pattern = RE2JS.compile(parts.map((part, index) => translatePart(part, index === last)).join(''));
  return (name) => pattern.testExact(name);
}

function translatePart(part: string, isLast: boolean): string {
  if (part === '**') return isLast ? '.+' : '(?:[^/]+/)*';
  const within = part.replace(/\*+|\?|[^*?]+/g, (piece) => {
    if (piece.startsWith('*')) return '[^/]*';
    return piece === '?' ? '[^/]' : RE2JS.quote(piece);
  });
  return isLast ? within : `${within}/`;
}

/** Whether a glob names one thing only. */
export function isLiteral(glob: string): boolean {
  return !/[*?]/.test(glob);
}

/** Why a text is no glob of repositories, or one that no repository can match. */
export function wordsForRepositoryGlob(glob: string): Words | undefined {
  return wordsForText(glob, 'app/**') ?? wordsForCharacter(glob) ?? wordsForParts(glob);
}

/** Why a text is no glob of tags, or one that no tag can match. */
export function wordsForTagGlob(glob: string): Words | undefined {
  const words = wordsForText(glob, 'v1.*');
  if (words) return words;
  const [wrong] = /[^A-Za-z0-9._*?-]/.exec(glob) ?? [];
  if (wrong !== undefined)
    return { problem: `has ${shown(wrong)}, which no tag has`, expected: TAG_HINTS[wrong] ?? TAG };
  if (isTag(glob.replace(/^\*+/, 'a').replaceAll('*', '').replaceAll('?', 'a'))) return undefined;
  return { problem: 'matches no name that a tag can have', expected: TAG };
}

const TAG =
  'a glob of at most 128 letters, digits, dots, dashes and underscores, no dot or dash first, with the wildcards * and ?';
const TAG_HINTS: Record<string, string> = {
  '/': 'a glob of tags alone: repositories stand in "repositories"',
  '!': 'the glob without "!", in "exceptTags"',
  '{': 'one entry in the list for each alternative, or { "regex": "…" }',
  '[': '{ "regex": "…" } for a choice of characters',
  '^': '{ "regex": "…" } for a regular expression',
};

const REPOSITORY = 'a glob of lower-case letters, digits, inner . _ - and slashes, with the wildcards *, ** and ?';
const REPOSITORY_HINTS: Record<string, string> = {
  '!': 'the glob without "!", in "exceptRepositories"',
  '{': 'one entry in the list for each alternative',
  '[': 'one entry in the list for each alternative',
  ':': 'a glob of repositories alone: tags stand in "tags", and the address of the registry is the route\'s',
  '@': 'a glob of repositories alone',
};

function wordsForText(glob: string, example: string): Words | undefined {
  if (glob === '') return { problem: 'is empty', expected: `a glob, such as ${example}` };
  if (glob.length > LONGEST) return { problem: `has ${glob.length} characters`, expected: `at most ${LONGEST}` };
  const problem = invisibleProblem(glob);
  return problem === undefined ? undefined : { problem, expected: 'only characters that can be seen' };
}

function wordsForCharacter(glob: string): Words | undefined {
  const [wrong] = /[^a-z0-9._*?/-]/.exec(glob) ?? [];
  if (wrong === undefined) return undefined;
  const expected = /[A-Z]/.test(wrong) ? 'lower-case letters only' : (REPOSITORY_HINTS[wrong] ?? REPOSITORY);
  return { problem: `has ${shown(wrong)}, which no repository has`, expected };
}

function wordsForParts(glob: string): Words | undefined {
  const parts = glob.split('/');
  if (parts.at(-1) === '') {
    return {
      problem: 'ends with a slash',
      expected: 'the glob without it, or with ** after it: app/** is all below app',
    };
  }
  if (parts.includes(''))
    return { problem: 'has a slash too many', expected: 'one slash between two parts, none first' };
  if (parts.some((part) => part !== '**' && part.includes('**'))) {
    return { problem: 'has ** beside other characters', expected: '** as a whole part, as in app/** and **/tools' };
  }
  // An inner letter stands for what a wildcard may be: where that makes no name, nothing does.
  if (isRepository(glob.replace(/\*+|\?/g, 'a'))) return undefined;
  return { problem: 'matches no name that a repository can have', expected: REPOSITORY };
}

function shown(character: string): string {
  return `"${character}"`;
}
