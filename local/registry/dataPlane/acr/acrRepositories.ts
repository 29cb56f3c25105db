import { answerJson } from '../../../http/answer';
import type { Call } from '../call';
import { describeDeletions } from '../describeDeletions';
import { readChange } from './changeableAttributes';
import { findLock } from '../../findLock';
import { refuseLocked } from './locks';
import { unknownRepository } from '../unknown';

/** `GET /acr/v1/<name>`. */
export async function getRepository({ store, response, repository, loginServer }: Call): Promise<void> {
  const found = await store.describeRepository(repository);
  if (!found) throw unknownRepository(repository);
  const { createdTime, lastUpdateTime, manifestCount, tagCount, attributes } = found;
  answerJson(response, 200, {
    registry: loginServer,
    imageName: repository,
    createdTime,
    lastUpdateTime,
    manifestCount,
    tagCount,
    changeableAttributes: attributes,
  });
}

/** `PATCH /acr/v1/<name>`: locks or unlocks it. */
export async function updateRepository(call: Call): Promise<void> {
  const change = await readChange(call.request);
  if (!(await call.store.setAttributes(call.repository, undefined, change))) throw unknownRepository(call.repository);
  await getRepository(call);
}

/** `DELETE /acr/v1/<name>`: with everything in it. */
export async function deleteRepository(call: Call): Promise<void> {
  const { store, response, repository } = call;
  refuseLocked(await findLock(store, repository, 'delete'));
  const manifestsDeleted = (await store.listManifests(repository))?.map((manifest) => manifest.digest);
  const deletions = await describeDeletions(store, repository, manifestsDeleted ?? []);
  const tagsDeleted = (await store.listTags(repository))?.map((tag) => tag.name);
  if (!(await store.deleteRepository(repository))) throw unknownRepository(repository);
  for (const deletion of deletions) await call.changed(deletion);
  answerJson(response, 202, { manifestsDeleted, tagsDeleted });
}
