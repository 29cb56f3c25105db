import { DrainingError } from '../../domain/failures/errors';
import { drainOf } from '../../domain/pause/drain';
import type { PauseStore } from '../../domain/ports/pauseStore';

/** Errors: DrainingError; those of the app's own store. */
export async function requireNotDraining(store: Pick<PauseStore, 'read'>): Promise<void> {
  const drain = drainOf((await store.read()).pauses);
  if (drain) throw new DrainingError(drain.begun.at, drain.begun.by.name, drain.begun.reason);
}
