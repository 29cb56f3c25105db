import { CANARY_REPOSITORY } from '../../domain/canary/canaryArtifact';
import { tagOf, type Canary } from '../../domain/canary/canary';
import { changeCanary, type CanaryChanging } from '../../domain/canary/changeCanary';
import { mayBeOfCanary, parseBlobName } from '../../domain/names';
import type { Clock } from '../../domain/ports/machine';
import type { Push } from '../../domain/pushes/push';

/** What it takes to note that an event came. */
export type CanaryEventDependencies = CanaryChanging & { machine: Pick<Clock, 'now'> };

/** Whether a push is that of a canary, of this app or of another one: no transfer is started for it. */
export function isCanaryPush({ repository }: Pick<Push, 'repository'>): boolean {
  return repository === CANARY_REPOSITORY;
}

/** Notes with the canaries of some routes that a push of theirs was announced. Errors: those of the app's own store. */
export async function noteCanaryPush(
  deps: CanaryEventDependencies,
  routes: readonly string[],
  { tag }: Pick<Push, 'tag'>,
): Promise<void> {
  for (const route of routes) await note(deps, route, 'imagePushedAt', (canary) => tagOf(canary) === tag);
}

/** Notes with a canary that its blob was announced; nothing for other blobs. Errors: those of the app's own store. */
export async function noteCanaryBlob(deps: CanaryEventDependencies, blobName: string): Promise<void> {
  const named = parseBlobName(blobName);
  if (!named || named.isManifest || !mayBeOfCanary(named.transferId)) return;
  await note(deps, named.route, 'blobCreatedAt', ({ transferId }) => transferId === named.transferId);
}

async function note(
  deps: CanaryEventDependencies,
  route: string,
  what: keyof Canary['events'],
  isOf: (canary: Canary) => boolean,
): Promise<void> {
  const found = await deps.canaries.read(route);
  if (!found || !isOf(found.canary) || found.canary.events[what] !== undefined) return;
  const at = new Date(deps.machine.now()).toISOString();
  await changeCanary(deps, found.canary, (canary) => ({ ...canary, events: { [what]: at, ...canary.events } }));
}
