import type { Mistake } from './mistake';
import { shorten } from './shorten';

/** More than anybody corrects in one go, and few enough that no answer grows with what was sent. */
const MOST_MISTAKES = 20;
const MOST_IN_A_SENTENCE = 5;
const LONGEST = { path: 200, problem: 180, expected: 500 };
const LONGEST_IN_A_SENTENCE = 120;

/**
 * What is shown of a list of mistakes: the first ones, in texts of bounded length. A last one counts the others.
 *
 * @param root what has the others, like `request` or `file`
 * @param most how many are shown
 */
export function fewMistakes<M extends Mistake>(
  mistakes: readonly M[],
  root: string,
  most = MOST_MISTAKES,
): readonly (M | Mistake)[] {
  const shown = mistakes.slice(0, most).map((mistake) => ({
    ...mistake,
    path: shorten(mistake.path, LONGEST.path),
    problem: shorten(mistake.problem, LONGEST.problem),
    expected: shorten(mistake.expected, LONGEST.expected),
  }));
  const others = mistakes.length - shown.length;
  if (others === 0) return shown;
  return [...shown, { path: root, problem: `has ${others} more`, expected: 'those above to be corrected first' }];
}

/** The first mistakes as a part of a sentence: `route is missing; artifacts[3] is null; and 7 more`. */
export function tellMistakes(
  mistakes: readonly Mistake[],
  tell = ({ path, problem }: Mistake) => `${path} ${problem}`,
) {
  const told = mistakes.slice(0, MOST_IN_A_SENTENCE).map((mistake) => shorten(tell(mistake), LONGEST_IN_A_SENTENCE));
  const others = mistakes.length - told.length;
  return [...told, ...(others > 0 ? [`and ${others} more`] : [])].join('; ');
}
