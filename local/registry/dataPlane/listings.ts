import { answerEmpty, answerJson } from '../../http/answer';
import type { Call } from './call';
import { cutPage } from './page';
import { unknownRepository } from './unknown';

/** `GET /v2/`: says that this is a registry, and that the caller is logged in. */
export function checkApi({ response }: Call): Promise<void> {
  answerEmpty(response, 200, { 'content-length': '0' });
  return Promise.resolve();
}

/** `GET /v2/_catalog` and `GET /acr/v1/_catalog`. */
export async function listRepositories(call: Call): Promise<void> {
  const page = cutPage(call, await call.store.listRepositories(), (name) => name);
  answerJson(call.response, 200, { repositories: page.items }, page.headers);
}

/** `GET /v2/<name>/tags/list`. */
export async function listTagNames(call: Call): Promise<void> {
  const tags = await call.store.listTags(call.repository);
  if (!tags) throw unknownRepository(call.repository);
  const page = cutPage(call, tags, (tag) => tag.name);
  answerJson(call.response, 200, { name: call.repository, tags: page.items.map((tag) => tag.name) }, page.headers);
}
