import { azContainer } from '../../domain/doctor/azNames';
import { lostInCopy } from '../../domain/doctor/lostInCopy';
import { lacksDataRole } from '../../domain/lacksDataRole';
import type { TriedCopy } from '../../domain/ports/copyProbe';
import { BLOB_CONTRIBUTOR } from '../../domain/roles/builtInRoles';
import { blobUri, type Route, type RouteEnd } from '../../domain/route';
import { failed, notCheckable, ok, warning, type Found, type RouteCheck } from '../check';
import type { DoctorDependencies } from '../dependencies';
import { orNewRoleOnContainer } from '../access/orNewRoleOnContainer';

/** Writes: with roles, network rules and addresses that look right, only a copy shows that copies come through. */
export const probeBlob: RouteCheck = {
  code: 'probe_blob',
  about: 'route',
  question: 'Does a small blob come through from the container of the source to that of the target?',
  isCheap: false,
  symptom: 'The export succeeds, and the copy to the target container fails, or its blob is ignored by the import.',
  remedy:
    'Let the app write into both containers, and the storage of the target read the source; or set copy.strategy to relay.',
  explains: ['copy_source_refused', 'copy_source_unavailable', 'content_mismatch'],
  async look(deps, { source, target, copy }) {
    if (!source || !target) return ok('The route has one end only: nothing is copied.');
    for (const end of [source, target]) {
      const held = await holdOf(deps, end);
      if (held !== undefined)
        return notCheckable(`${end.containerUri} ${held}: a blob that is written to try would stay.`);
    }
    const tried = await deps.copyProbe.tryCopy(source, target, copy.strategy);
    const found = judge(tried, { target, copy });
    return tried.is === 'refused' && lacksDataRole(tried) ? orNewRole(deps, [source, target], found) : found;
  },
};

/** What keeps blobs of a container from being deleted; undefined also where nobody tells. */
async function holdOf({ storageFacts }: DoctorDependencies, end: RouteEnd): Promise<string | undefined> {
  const facts = await storageFacts.container(end).catch(() => undefined);
  if (facts && facts.legalHolds.length > 0) return 'is under legal hold';
  return facts?.immutability ? 'has an immutability policy' : undefined;
}

/** Nobody tells at which end it was refused. */
async function orNewRole(deps: DoctorDependencies, ends: readonly RouteEnd[], refused: Found): Promise<Found> {
  const found = await Promise.all(ends.map((end) => orNewRoleOnContainer(deps, end, [BLOB_CONTRIBUTOR], refused)));
  return found.find(({ status }) => status === 'warning') ?? refused;
}

function judge(tried: TriedCopy, { target, copy }: Required<Pick<Route, 'target' | 'copy'>>): Found {
  if (tried.is === 'refused') {
    const { message, nextStep, correlationId } = tried.failure;
    const stays = tried.left.length === 0 ? '' : ` ${staying(tried.left)}`;
    return {
      ...failed(`${message}${stays}`, { say: nextStep }),
      ...(correlationId !== undefined && { correlationId }),
    };
  }
  const { sent, arrived, by, fallback, left } = tried;
  const lost = lostInCopy(sent, arrived);
  if (lost !== undefined) {
    return failed(`The copy of a blob in ${target.containerUri} ${lost}.`, {
      say: 'See what stands between the app and the storage of the target (proxies, policies) and changes what is written.',
    });
  }
  if (left.length > 0) return leftBehind(left);
  const how = by === 'server' ? 'the storage of the target copied it' : 'the app copied it';
  const why = fallback
    ? ` (copy.strategy is ${copy.strategy}, and the storage of the target could not: ${fallback.message})`
    : '';
  return ok(
    `A blob came to ${target.containerUri} with its Content-MD5 and metadata: ${how}${why}. It is removed again.`,
  );
}

function leftBehind(left: TriedCopy['left']): Found {
  const commands = left.flatMap(({ end, name }) => {
    const place = azContainer(end.containerUri);
    if (!place) return [];
    const { account, container } = place;
    return `az storage blob delete --account-name ${account} --container-name ${container} --name ${name} --auth-mode login`;
  });
  return warning(staying(left), {
    say: 'Let the app delete blobs of the container; the next look removes what is older than ten minutes. Or delete it yourself.',
    ...(commands.length > 0 && { command: commands.join(' && ') }),
  });
}

function staying(left: TriedCopy['left']): string {
  return `What was written to try stays: ${left.map(({ end, name, words }) => `${blobUri(end, name)} (${words})`).join(', ')}.`;
}
