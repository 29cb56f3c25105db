import type { TagPattern } from './tagPattern';
import { RELEASES, type VersionRange } from './versions';

/** One rule of a selection: everything that it says has to hold. */
export interface SelectionRule {
  /** Globs, at least one. */
  repositories: string[];
  exceptRepositories?: string[];
  /** Absent: all tags. */
  tags?: TagPattern[];
  exceptTags?: TagPattern[];
  semver?: VersionRange;
  newest?: { count: number; by: 'version' | 'time' };
  /** Durations, as `7d`. */
  minAge?: string;
  maxAge?: string;
  /** Absent: false. */
  untagged?: boolean;
}

/** The versions that a rule asks for; the newest by version are releases, where the rule does not say otherwise. */
export function versionsIn({ semver, newest }: Pick<SelectionRule, 'semver' | 'newest'>): VersionRange | undefined {
  return semver ?? (newest?.by === 'version' ? RELEASES : undefined);
}
