import { contradictionsIn } from './contradictions';
import type { SelectionRule } from './rule';
import { wordsForRegex } from './tagPattern';
import type { Words } from './words';

/** Each takes milliseconds to read, and a request is answered by the process that answers all others. */
const MOST_REGEXES = 20;

/** What is wrong with rules, beside the form of each field: expressions that cannot be used, and contradictions. */
export function mistakesInRules(rules: readonly SelectionRule[]): (Words & { path: (string | number)[] })[] {
  const regexes = rules.flatMap(regexesIn);
  if (regexes.length > MOST_REGEXES) {
    const expected = `at most ${MOST_REGEXES} in all rules; globs are not counted`;
    return [{ path: [], problem: `has ${regexes.length} regular expressions`, expected }];
  }
  const unusable = regexes.flatMap(({ regex, path }) => {
    const words = wordsForRegex(regex);
    return words ? [{ ...words, path }] : [];
  });
  const readable = rules
    .map((rule, index) => ({ rule, index }))
    .filter(({ index }) => !unusable.some(({ path }) => path[0] === index));
  const contradictions = readable.flatMap(({ rule, index }) =>
    contradictionsIn(rule).map(({ path, ...words }) => ({ ...words, path: [index, ...path] })),
  );
  return [...unusable, ...contradictions].sort((one, other) => Number(one.path[0]) - Number(other.path[0]));
}

/** The expressions in a rule, each with its place among the rules. */
function regexesIn(rule: SelectionRule, index: number): { regex: string; path: (string | number)[] }[] {
  return (['tags', 'exceptTags'] as const).flatMap((field) =>
    (rule[field] ?? []).flatMap((pattern, position) =>
      typeof pattern === 'string' ? [] : [{ regex: pattern.regex, path: [index, field, position, 'regex'] }],
    ),
  );
}
