import { RegistryError } from '../registryError';

/**
 * Refuses what a lock forbids; `lock` says which one, undefined when there is none.
 *
 * @throws RegistryError 405.
 */
export function refuseLocked(lock: string | undefined): void {
  if (lock === undefined) return;
  const message =
    'The operation is disallowed on this registry, repository or image. ' +
    `${lock}: unlock it with az acr repository update.`;
  throw new RegistryError(405, 'DENIED', message, { lock });
}
