import type { Clock } from '../ports/machine';

/** A newer app may have migrated meanwhile, beside this one. */
const TRUSTED_MS = 5 * 60_000;

/**
 * Stands before every request to the state container. What was found is trusted for five minutes; who comes while somebody looks waits for
 * the same look. What failed is looked at again by the next one.
 *
 * Errors of what is made: those of `migrate`.
 *
 * @param migrate  as `migrateState`
 */
export function createSchemaGate(migrate: () => Promise<void>, { now }: Pick<Clock, 'now'>): () => Promise<void> {
  let trustedUntil = -Infinity;
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    try {
      await migrate();
      trustedUntil = now() + TRUSTED_MS;
    } finally {
      looking = undefined;
    }
  };
  return async () => {
    if (now() < trustedUntil) return;
    await (looking ??= look());
  };
}
