import type { LedgerRebuild } from '../../domain/ledger/rebuild';
import type { ActivityDependencies } from '../dependencies';

/** An activity's input that says which rebuild it works for. */
export interface OfRebuild {
  route: string;
  rebuildId: string;
}

/** The rebuild and its version; undefined where it has ended, its record is gone, or another one has taken its place. */
export async function findRunning(
  { rebuilds }: Pick<ActivityDependencies, 'rebuilds'>,
  { route, rebuildId }: OfRebuild,
): Promise<{ rebuild: LedgerRebuild; version: string } | undefined> {
  const found = await rebuilds.read(route);
  return found?.rebuild.id === rebuildId && !found.rebuild.end ? found : undefined;
}
