import type { ChangeableAttributes } from '../../store/entries';
import type { Call } from '../call';
import { RegistryError } from '../registryError';

/**
 * Refuses what a lock on the repository, or on the manifest or tag that `reference` names, forbids.
 *
 * @throws RegistryError 405.
 */
export async function refuseLocked(
  { store, repository }: Pick<Call, 'store' | 'repository'>,
  reference: string | undefined,
  attribute: keyof ChangeableAttributes,
): Promise<void> {
  const own = await store.attributesOf(repository);
  const entry = reference === undefined ? own : await store.attributesOf(repository, reference);
  if ((own?.[attribute] ?? true) && (entry?.[attribute] ?? true)) return;
  const message =
    'The operation is disallowed on this registry, repository or image. ' +
    `${attribute} is false: unlock it with az acr repository update.`;
  throw new RegistryError(405, 'DENIED', message, { repository, reference });
}
