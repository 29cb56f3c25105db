import type { ManifestFacts } from '../planning/manifestFacts';
import type { RouteEnd } from '../route';

/**
 * What manifests of a registry said when they were read: it never changes for a digest, so that no later plan has to read them
 * again. What is forgotten is only read once more.
 */
export interface ManifestMemory {
  recall(end: RouteEnd, repository: string): Promise<ManifestFacts[]>;
  /** Adds to what is remembered. Two that do so at once may lose what one of them added. */
  remember(end: RouteEnd, repository: string, facts: readonly ManifestFacts[]): Promise<void>;
}
