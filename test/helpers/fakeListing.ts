import type { ListedManifest, ListedTag, Unreadable } from '../../src/domain/listing';
import type { ManifestContent } from '../../src/domain/image/manifestContent';
import type { AskedPage, PageEnd, RegistryListing } from '../../src/domain/ports/registryListing';
import type { RouteEnd } from '../../src/domain/route';

/** What a registry in memory holds, by `registry/repository:tag` and `registry/repository@digest`. */
export interface Held {
  digests: ReadonlyMap<string, string>;
  manifests: ReadonlyMap<string, ManifestContent>;
  /** When each was put there first, and when last: milliseconds since 1970. */
  times: ReadonlyMap<string, { createdAt: number; updatedAt: number }>;
  states: ReadonlyMap<string, Unreadable>;
  /** What was ever put into a repository, by `registry/repository`: keys of `digests`, which may be gone. */
  repositories: ReadonlyMap<string, ReadonlySet<string>>;
  /** How many are put on a page. */
  pageSize: number;
}

/** Lists registries in memory. `asked` is told of every page, as `registry/repository`, or `registry/` for the catalog. */
export function createFakeListing(held: Held, asked: (key: string) => Promise<void>): RegistryListing {
  const keyOf = ({ registryName }: RouteEnd, repository: string): string => `${registryName}/${repository}`;

  function entriesOf(repository: string, separator: ':' | '@'): [string, string][] {
    return [...(held.repositories.get(repository) ?? [])]
      .filter((each) => each.startsWith(repository + separator))
      .map((each): [string, string] => [each, held.digests.get(each) ?? ''])
      .filter(([, digest]) => held.digests.has(`${repository}@${digest}`));
  }

  function tagsOf(key: string): ListedTag[] {
    return entriesOf(key, ':').map(([each, digest]) => {
      const state = held.states.get(each) ?? quarantineOf(held.states.get(`${key}@${digest}`));
      return { name: each.slice(key.length + 1), digest, ...timesOf(each), ...(state && { state }) };
    });
  }

  function manifestsOf(key: string): ListedManifest[] {
    const tags = new Map<string, string[]>();
    for (const { name, digest } of tagsOf(key)) tags.set(digest, [...(tags.get(digest) ?? []), name]);
    return entriesOf(key, '@').map(([each, digest]) => {
      const { mediaType, parts = [] } = held.manifests.get(each) ?? {};
      const config = parts.find(({ kind }) => kind === 'config');
      const state = held.states.get(each);
      return {
        digest,
        ...(mediaType && { mediaType }),
        ...(config && { artifactType: config.mediaType }),
        bytes: parts.reduce((sum, { size = 0 }) => sum + size, 0),
        ...timesOf(each),
        tags: (tags.get(digest) ?? []).sort(),
        ...(state && { state }),
      };
    });
  }

  function timesOf(key: string): { createdAt: string; updatedAt: string } {
    const { createdAt = 0, updatedAt = 0 } = held.times.get(key) ?? {};
    return { createdAt: new Date(createdAt).toISOString(), updatedAt: new Date(updatedAt).toISOString() };
  }

  return {
    async repositories(end, _route, page) {
      const prefix = keyOf(end, '');
      await asked(prefix);
      const names = [...held.repositories.keys()].filter((each) => each.startsWith(prefix));
      const { items, ...pageEnd } = cutPage(
        names.map((each) => each.slice(prefix.length)),
        page,
        (name) => name,
        held.pageSize,
      );
      return { repositories: items, ...pageEnd };
    },
    async tags(end, _route, repository, page) {
      await asked(keyOf(end, repository));
      const { items, ...pageEnd } = cutPage(tagsOf(keyOf(end, repository)), page, ({ name }) => name, held.pageSize);
      return { tags: items, ...pageEnd };
    },
    async manifests(end, _route, repository, page) {
      await asked(keyOf(end, repository));
      const { items, ...pageEnd } = cutPage(
        manifestsOf(keyOf(end, repository)),
        page,
        ({ digest }) => digest,
        held.pageSize,
      );
      return { manifests: items, ...pageEnd };
    },
  };
}

function cutPage<Item>(
  all: Item[],
  { after = '' }: AskedPage,
  nameOf: (item: Item) => string,
  pageSize: number,
): PageEnd & { items: Item[] } {
  const left = all.filter((item) => nameOf(item) > after).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const items = left.slice(0, pageSize);
  const last = items.at(-1);
  return { items, ...(last && left.length > items.length && { next: nameOf(last) }) };
}

/** A tag is in quarantine with its manifest, but has a lock of its own. */
function quarantineOf(state: Unreadable | undefined): Unreadable | undefined {
  return state === 'locked' ? undefined : state;
}
