import { answerEmpty, answerJson } from '../../http/answer';
import type { Call } from './call';
import { cutPage } from './page';
import { unknownRepository } from './unknown';

/** `GET /v2/`: says that this is a registry, and that the caller is logged in. */
export function checkApi({ response }: Call): Promise<void> {
  answerEmpty(response, 200, { 'content-length': '0' });
  return Promise.resolve();
}

/** `GET /v2/_catalog` and `GET /acr/v1/_catalog`, without those that may not be listed. */
export async function listRepositories(call: Call): Promise<void> {
  const page = cutPage(call, await listedRepositories(call), (name) => name);
  answerJson(call.response, 200, { repositories: page.items }, page.headers);
}

async function listedRepositories({ store }: Call): Promise<string[]> {
  const names = await store.listRepositories();
  const attributes = await Promise.all(names.map((name) => store.attributesOf(name)));
  return names.filter((_, index) => attributes[index]?.listEnabled !== false);
}

/** `GET /v2/<name>/tags/list`, without those that may not be listed. */
export async function listTagNames(call: Call): Promise<void> {
  const tags = await call.store.listTags(call.repository);
  if (!tags) throw unknownRepository(call.repository);
  const listed = tags.filter((tag) => tag.attributes.listEnabled);
  const page = cutPage(call, listed, (tag) => tag.name);
  answerJson(call.response, 200, { name: call.repository, tags: page.items.map((tag) => tag.name) }, page.headers);
}
