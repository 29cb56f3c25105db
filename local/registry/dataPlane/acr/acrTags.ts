import { answerEmpty, answerJson } from '../../../http/answer';
import type { LockedTagEntry } from '../../store/entries';
import type { Call } from '../call';
import { readChange } from './changeableAttributes';
import { findLock } from '../../findLock';
import { refuseLocked } from './locks';
import { orderByTime } from './orderByTime';
import { cutPage } from '../page';
import { RegistryError } from '../registryError';
import { unknownRepository } from '../unknown';

/** `GET /acr/v1/<name>/_tags`, by name or time (`orderby`), of one digest if asked. */
export async function listTags(call: Call): Promise<void> {
  const tags = await call.store.listTags(call.repository);
  if (!tags) throw unknownRepository(call.repository);
  const digest = call.query.get('digest');
  const listed = tags.filter((tag) => tag.attributes.listEnabled && (!digest || tag.digest === digest));
  const { items, sortedByName } = orderByTime(listed, call.query.get('orderby'));
  const page = cutPage(call, items, (tag) => tag.name, sortedByName);
  const body = { registry: call.loginServer, imageName: call.repository, tags: await describeAll(call, page.items) };
  answerJson(call.response, 200, body, page.headers);
}

/** `GET /acr/v1/<name>/_tags/<tag>`. */
export async function getTag(call: Call): Promise<void> {
  const found = (await call.store.listTags(call.repository))?.find(({ name }) => name === call.reference);
  if (!found) throw unknownTag(call.reference);
  const [tag] = await describeAll(call, [found]);
  answerJson(call.response, 200, { registry: call.loginServer, imageName: call.repository, tag });
}

/** `PATCH /acr/v1/<name>/_tags/<tag>`: locks or unlocks it. */
export async function updateTag(call: Call): Promise<void> {
  const change = await readChange(call.request);
  if (call.reference.includes(':') || !(await call.store.setAttributes(call.repository, call.reference, change))) {
    throw unknownTag(call.reference);
  }
  await getTag(call);
}

/** `DELETE /acr/v1/<name>/_tags/<tag>`: the manifest stays. */
export async function deleteTag(call: Call): Promise<void> {
  refuseLocked(await findLock(call.store, call.repository, 'delete', [call.reference]));
  if (!(await call.store.deleteTag(call.repository, call.reference))) throw unknownTag(call.reference);
  answerEmpty(call.response, 202);
}

/** A tag is in quarantine with its manifest. */
function describeAll({ store, repository }: Call, tags: LockedTagEntry[]): Promise<Record<string, unknown>[]> {
  const describe = async ({ attributes, ...tag }: LockedTagEntry): Promise<Record<string, unknown>> => {
    const quarantineState = (await store.attributesOf(repository, tag.digest))?.quarantineState ?? 'Passed';
    return { ...tag, signed: false, quarantineState, changeableAttributes: attributes };
  };
  return Promise.all(tags.map(describe));
}

function unknownTag(name: string): RegistryError {
  return new RegistryError(404, 'TAG_UNKNOWN', 'the specified tag does not exist', { name });
}
