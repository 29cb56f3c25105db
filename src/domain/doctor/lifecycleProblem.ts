import type { LifecycleRule } from '../ports/storageFacts';

/** A rule that takes blobs away from transfers. */
export interface LifecycleProblem {
  readonly rule: LifecycleRule;
  /** The end of a sentence. */
  readonly problem: string;
  /** Whether only transfers that take days are in danger. */
  readonly isLight: boolean;
}

/** Within as many days a blob may still be needed: a run takes half a day at most, a courier and a repeated transfer some days. */
const NEEDED_DAYS = 7;
/** Rules are run once a day: https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-overview */
const AT_ONCE_DAYS = 1;

/**
 * The worst that the rules of an account do to blobs of a route while they are needed. An archived blob cannot be read until
 * somebody brings it back, which takes hours.
 *
 * @param begins  what the names of the blobs begin with, after the container and a slash
 */
export function lifecycleProblem(rules: readonly LifecycleRule[], begins: string): LifecycleProblem | undefined {
  const problems = rules
    .filter(({ prefixes }) => prefixes.length === 0 || prefixes.some((prefix) => mayMatch(prefix, begins)))
    .flatMap((rule): LifecycleProblem[] => {
      const { archiveAfterDays = Infinity, deleteAfterDays = Infinity } = rule;
      if (archiveAfterDays < NEEDED_DAYS) {
        return [{ rule, problem: `archives blobs after ${days(archiveAfterDays)}`, isLight: false }];
      }
      if (deleteAfterDays >= NEEDED_DAYS) return [];
      return [
        { rule, problem: `deletes blobs after ${days(deleteAfterDays)}`, isLight: deleteAfterDays > AT_ONCE_DAYS },
      ];
    });
  return problems.find(({ isLight }) => !isLight) ?? problems[0];
}

/** A prefix is a part of that, or goes on into the rest of the names. */
function mayMatch(prefix: string, begins: string): boolean {
  return begins.startsWith(prefix) || prefix.startsWith(begins);
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
