import type { ListedManifest, ListedRepository } from '../../src/domain/listing';
import type { AskedPage, PageEnd, RegistryListing } from '../../src/domain/ports/registryListing';
import type { RouteEnd } from '../../src/domain/route';

/** A registry, and ways to change what it lists. */
export interface ListingUnderTest {
  listing: RegistryListing;
  end: RouteEnd;
  /** Pushes an image that was never pushed before; answers its digest. */
  push(repository: string, tag: string): Promise<string>;
  /** Puts a manifest, with a tag where one is given; answers its digest. */
  putManifest(repository: string, mediaType: string, document: object, tag?: string): Promise<string>;
  putBlob(repository: string, content: string): Promise<string>;
  /** Gives a manifest as many tags as wanted, of these names. */
  tagOften(repository: string, digest: string, tags: string[]): Promise<void>;
  deleteManifest(repository: string, digest: string): Promise<void>;
  /** Keeps a tag, or a manifest by its digest, from being read. */
  lock(repository: string, reference: string): Promise<void>;
  quarantine(repository: string, digest: string): Promise<void>;
}

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MORE_THAN_A_PAGE = 1001;

let names = 0;

/** Every item of a listing, and on how many pages it came. */
async function all<Item>(read: (page: AskedPage) => Promise<PageEnd & { items: Item[] }>) {
  const items: Item[] = [];
  let pages = 0;
  for (let page: AskedPage | undefined = {}; page;) {
    const { items: found, next }: PageEnd & { items: Item[] } = await read(page);
    items.push(...found);
    pages += 1;
    page = next === undefined ? undefined : { after: next };
  }
  return { items, pages };
}

/** What a RegistryListing promises. */
export function describeRegistryListingContract(name: string, setUp: () => ListingUnderTest): void {
  describe(`RegistryListing: ${name}`, () => {
    function begin() {
      const { listing, end, ...changes } = setUp();
      names += 1;
      const repository = `listing/app${names}`;
      const tagPages = () =>
        all(async (page) => {
          const { tags: items, ...pageEnd } = await listing.tags(end, 'prod', repository, page);
          return { items, ...pageEnd };
        });
      const manifests = async () =>
        all(async (page) => {
          const { manifests: items, ...pageEnd } = await listing.manifests(end, 'prod', repository, page);
          return { items, ...pageEnd };
        }).then(({ items }) => items);
      const repositories = (after?: string) =>
        all(async (page) => {
          const begun = after !== undefined && page.after === undefined ? { after } : page;
          const { repositories: items, ...pageEnd } = await listing.repositories(end, 'prod', begun);
          return { items, ...pageEnd };
        }).then(({ items }) => items);
      const tags = () => tagPages().then(({ items }) => items);
      const listed = async (): Promise<ListedRepository> => ({
        repository,
        tags: await tags(),
        manifests: await manifests(),
      });
      return { ...changes, repository, tags, tagPages, manifests, repositories, listed };
    }

    it('a repository that does not exist has no tags and no manifests', async () => {
      const { listed } = begin();
      expect(await listed()).toMatchObject({ tags: [], manifests: [] });
    });

    it('repositories are listed in the order of their names, those after a name that need not exist', async () => {
      // Prepare
      const { repository, push, repositories } = begin();
      const all = [`${repository}/a`, `${repository}/a-b`, `${repository}/b`];
      for (const each of all.toReversed()) await push(each, 'v1');

      // Act
      const listed = await repositories();

      // Assess
      expect(listed).toEqual(listed.toSorted());
      expect(listed.filter((each) => each.startsWith(`${repository}/`))).toEqual(all.toSorted());
      const after = (await repositories(`${repository}/a-`)).filter((each) => each.startsWith(`${repository}/`));
      expect(after).toEqual([`${repository}/a-b`, `${repository}/b`]);
    });

    it('a tag is listed with its digest, and with the time at which it moved', async () => {
      // Prepare
      const { repository, push, tags } = begin();
      const [first, other] = [await push(repository, 'v1'), await push(repository, 'latest')];
      const [before] = await tags();

      // Act
      const moved = await push(repository, 'latest');

      // Assess
      const times = { createdAt: expect.stringMatching(ISO_UTC), updatedAt: expect.stringMatching(ISO_UTC) };
      expect(before).toEqual({ name: 'latest', digest: other, ...times });
      const now = await tags();
      expect(now).toEqual([
        { name: 'latest', digest: moved, ...times, createdAt: before?.createdAt },
        { name: 'v1', digest: first, ...times },
      ]);
      expect(now[0]?.updatedAt.localeCompare(before?.updatedAt ?? '')).toBeGreaterThanOrEqual(0);
    });

    it('more tags than fit on a page are all listed, each once', async () => {
      // Prepare
      const { repository, push, tagOften, tagPages, manifests } = begin();
      const digest = await push(repository, 'a');
      const many = Array.from({ length: MORE_THAN_A_PAGE }, (_, index) => `b${String(index).padStart(4, '0')}`);
      await tagOften(repository, digest, many);

      // Act
      const { items, pages } = await tagPages();

      // Assess
      expect(items.map((tag) => tag.name)).toEqual(['a', ...many]);
      expect(pages).toBe(2);
      expect(await manifests()).toMatchObject([{ digest, tags: ['a', ...many] }]);
    }, 120_000);

    it('manifests are listed by digest with kind, size, times and tags, also untagged ones and children', async () => {
      // Prepare
      const { repository, putBlob, putManifest, manifests } = begin();
      const config = { mediaType: CONFIG, digest: await putBlob(repository, '{}'), size: 2 };
      const document = { schemaVersion: 2, mediaType: IMAGE, config, layers: [] };
      const image = await putManifest(repository, IMAGE, document);
      const children = [{ mediaType: IMAGE, digest: image, size: JSON.stringify(document).length }];
      const index = { schemaVersion: 2, mediaType: INDEX, manifests: children };
      const multi = await putManifest(repository, INDEX, index, 'multi');

      // Act
      const listed = await manifests();

      // Assess
      expect(listed.map(({ digest }) => digest)).toEqual([image, multi].toSorted());
      const found = (digest: string): ListedManifest | undefined => listed.find((each) => each.digest === digest);
      const times = { createdAt: expect.stringMatching(ISO_UTC), updatedAt: expect.stringMatching(ISO_UTC) };
      expect(found(image)).toEqual({
        digest: image,
        mediaType: IMAGE,
        artifactType: CONFIG,
        bytes: 2,
        ...times,
        tags: [],
      });
      expect(found(multi)).toEqual({
        digest: multi,
        mediaType: INDEX,
        bytes: expect.any(Number),
        ...times,
        tags: ['multi'],
      });
    });

    it('a manifest that was deleted is not listed, nor are its tags; its repository may be', async () => {
      // Prepare
      const { repository, push, deleteManifest, tags, manifests, listed } = begin();
      const [gone, there] = [await push(repository, 'v1'), await push(repository, 'v2')];

      // Act
      await deleteManifest(repository, gone);

      // Assess
      expect(await tags()).toMatchObject([{ name: 'v2', digest: there }]);
      expect(await manifests()).toMatchObject([{ digest: there, tags: ['v2'] }]);
      await deleteManifest(repository, there);
      expect(await listed()).toEqual({ repository, tags: [], manifests: [] });
    });

    it('what may not be read says so: a locked tag, a locked manifest, and one in quarantine with its tag', async () => {
      // Prepare
      const { repository, push, lock, quarantine, tags, manifests } = begin();
      const [free, pinned, held] = [
        await push(repository, 'free'),
        await push(repository, 'pinned'),
        await push(repository, 'q'),
      ];

      // Act
      await lock(repository, 'free');
      await lock(repository, pinned);
      await quarantine(repository, held);

      // Assess
      const stateOfTag = new Map((await tags()).map(({ name, state }) => [name, state]));
      expect([stateOfTag.get('free'), stateOfTag.get('q')]).toEqual(['locked', 'quarantined']);
      const stateOf = new Map((await manifests()).map(({ digest, state }) => [digest, state]));
      expect([free, pinned, held].map((digest) => stateOf.get(digest))).toEqual([undefined, 'locked', 'quarantined']);
    });
  });
}
