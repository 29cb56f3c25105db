import { z } from 'zod';
import type { ListedManifest, ListedTag, Unreadable } from '../../domain/listing';
import type { AskedPage, PageEnd, RegistryListing } from '../../domain/ports/registryListing';
import type { RouteEnd } from '../../domain/route';
import type { FindLoginServer } from '../arm/registries';
import { identityKey, type CredentialFor } from '../identity/credentials';
import { isAbsent, toFerryError } from '../serviceError';
import { createRegistrySession, type RegistrySession } from './registrySession';

/** The most that a registry puts on a page, whatever it is asked for: https://github.com/Azure/acr/issues/749. */
const PAGE_SIZE = 1000;

/** https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions */
const LISTER =
  'AcrPull on the registry (Container Registry Repository Catalog Lister where it uses repository permissions)';
const READER = 'AcrPull on the registry (Container Registry Repository Reader where it uses repository permissions)';

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());
/** The state of a quarantine stands beside a tag's attributes, and among a manifest's. */
const quarantine = { quarantineState: z.string().nullish() };
const entry = {
  ...quarantine,
  createdTime: time,
  lastUpdateTime: time,
  changeableAttributes: z
    .object({ ...quarantine, readEnabled: z.boolean().nullish(), listEnabled: z.boolean().nullish() })
    .nullish(),
};
type Entry = z.output<z.ZodObject<typeof entry>>;

const tag = z
  .object({ ...entry, name: z.string(), digest: z.string() })
  .transform(({ name, digest, ...listed }): ListedTag => ({ name, digest, ...timesOf(listed), ...stateOf(listed) }));

const manifest = z
  .object({
    ...entry,
    digest: z.string(),
    mediaType: z.string().nullish(),
    artifactType: z.string().nullish(),
    configMediaType: z.string().nullish(),
    imageSize: z.int().nonnegative().nullish(),
    tags: z.array(z.string()).nullish(),
  })
  .transform(({ digest, mediaType, artifactType, configMediaType, imageSize, tags, ...listed }): ListedManifest => {
    const kind = artifactType || configMediaType;
    return {
      digest,
      ...(mediaType && { mediaType }),
      ...(kind && { artifactType: kind }),
      ...(typeof imageSize === 'number' && { bytes: imageSize }),
      ...timesOf(listed),
      tags: tags ?? [],
      ...stateOf(listed),
    };
  });

const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullable()
    .transform((list) => list ?? []);
const repositoryPage = z.object({ repositories: listOf(z.string()) });
/** A page may lack its list, but then it has to name its repository: a gateway's `{}` is no empty page. */
const imageName = z.string();
const absent = z.undefined().optional();
const tagPage = z.union([
  z.object({ tags: listOf(tag) }),
  z.object({ imageName, tags: absent }).transform(() => ({ tags: [] })),
]);
const manifestPage = z.union([
  z.object({ manifests: listOf(manifest) }),
  z.object({ imageName, manifests: absent }).transform(() => ({ manifests: [] })),
]);

/**
 * Lists by ACR's own API, which tells times, locks and media types; the SDK's models leave half of that out.
 *
 * Errors: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError, and those of FindLoginServer.
 *
 * @see https://learn.microsoft.com/rest/api/containerregistry/
 */
export function createRegistryListing(credentialFor: CredentialFor, findLoginServer: FindLoginServer): RegistryListing {
  const sessions = new Map<string, RegistrySession>();

  async function sessionFor(end: RouteEnd, route: string): Promise<RegistrySession> {
    const loginServer = await findLoginServer(end, route);
    const { credential, cloud } = end;
    const key = [loginServer, identityKey(end)].join('\n');
    const session = sessions.get(key) ?? createRegistrySession(loginServer, credentialFor(credential, cloud), cloud);
    sessions.set(key, session);
    return session;
  }

  async function readRepository<T>(
    end: RouteEnd,
    route: string,
    { repository, list, page }: { repository: string; list: 'tags' | 'manifests'; page: AskedPage },
    schema: z.ZodType<T>,
  ): Promise<(PageEnd & T) | undefined> {
    const session = await sessionFor(end, route);
    const path = `/acr/v1/${repository}/_${list}`;
    try {
      return await readPage(session, { path, scope: `repository:${repository}:metadata_read`, page }, schema);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw toFerryError(error, `list the ${list} of ${repository} in the registry ${end.registryName}`, READER);
    }
  }

  return {
    async repositories(end, route, page) {
      const session = await sessionFor(end, route);
      try {
        return await readPage(session, { path: '/acr/v1/_catalog', scope: 'registry:catalog:*', page }, repositoryPage);
      } catch (error) {
        throw toFerryError(error, `list the repositories of the registry ${end.registryName}`, LISTER);
      }
    },
    tags: async (end, route, repository, page) =>
      (await readRepository(end, route, { repository, list: 'tags', page }, tagPage)) ?? { tags: [] },
    manifests: async (end, route, repository, page) =>
      (await readRepository(end, route, { repository, list: 'manifests', page }, manifestPage)) ?? { manifests: [] },
  };
}

async function readPage<T>(
  session: RegistrySession,
  { path, scope, page: { after } }: { path: string; scope: string; page: AskedPage },
  schema: z.ZodType<T>,
): Promise<PageEnd & T> {
  const query = new URLSearchParams({ n: String(PAGE_SIZE), ...(after !== undefined && { last: after }) });
  const { body, link } = await session.read(`${path}?${query}`, scope, schema);
  const next = nextIn(link);
  // To end here would leave something out, and to go on would never end.
  if (next !== undefined && next === after)
    throw new Error(`it named the page after ${after} as the one that follows it.`);
  return { ...body, ...(next !== undefined && { next }) };
}

/** What the next page comes after: `</acr/v1/_catalog?last=team%2Fapp&n=1000>; rel="next"`. */
function nextIn(link: string | undefined): string | undefined {
  if (link === undefined) return undefined;
  const [, target = ''] = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link) ?? [];
  const last = new URLSearchParams(target.split('?')[1]).get('last');
  if (!last) throw new Error('it names a next page, but not where that begins.');
  return last;
}

function timesOf({ createdTime, lastUpdateTime }: Entry): { createdAt: string; updatedAt: string } {
  return { createdAt: createdTime, updatedAt: lastUpdateTime };
}

function stateOf({ quarantineState, changeableAttributes }: Entry): { state?: Unreadable } {
  const { readEnabled, listEnabled, quarantineState: among } = changeableAttributes ?? {};
  if (readEnabled === false || listEnabled === false) return { state: 'locked' };
  const isHeld = [quarantineState, among].some((state) => state && state !== 'Passed');
  return isHeld ? { state: 'quarantined' } : {};
}
