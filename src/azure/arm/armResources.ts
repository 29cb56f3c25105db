import { ServiceRefusedError, ServiceUnavailableError } from '../../domain/failures/errors';
import type { RouteEnd } from '../../domain/route';
import { ferryErrorFor } from '../serviceError';
import { requireSameService, send, wordsOf, type Answer, type PipelineClient } from './pipelineClient';

/** Who asks for what, for messages. */
export interface Asking {
  /** "list the key vaults of the subscription x" */
  doing: string;
  /** What is probably missing where the service refuses. */
  access: string;
}

interface Page<T> {
  value?: T[];
  nextLink?: string | null;
}

/** More pages than any list of these resources has: one that goes in circles ends. */
const MOST_PAGES = 200;

/** Reads a resource of any provider. @param path  resource id, with the `api-version` in its query */
export function readResource<T>(client: PipelineClient, path: string, { doing, access }: Asking): Promise<Answer<T>> {
  return send<T>(() => client.pathUnchecked(path).get(), doing, access);
}

/** All entries of a list of any provider, page by page. Errors: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError. */
export async function listResources<T>(
  client: PipelineClient,
  { cloud }: Pick<RouteEnd, 'cloud'>,
  path: string,
  asking: Asking,
): Promise<T[]> {
  const found: T[] = [];
  let next: string | undefined = path;
  for (let page = 0; next !== undefined; page += 1) {
    if (page === MOST_PAGES) throw new ServiceRefusedError(asking.doing, { words: 'the list does not end.' });
    if (page > 0) requireSameService({ cloud }, next, asking.doing);
    const answer: Answer<Page<T>> = await readResource(client, next, asking);
    if (answer.status !== 200) throw ferryErrorFor(wordsOf(answer), asking.doing, asking.access);
    const { value = [], nextLink } = answer.body;
    if (!Array.isArray(value)) throw new ServiceUnavailableError(asking.doing, { words: 'the answer is no list.' });
    found.push(...value);
    next = nextLink ? nextLink : undefined;
  }
  return found;
}
