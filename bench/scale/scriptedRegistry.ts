import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type RunningServer, startServer, type TlsFiles } from '../../local/http/startServer';

/** A registry of so many repositories. Their tags share so many digests, in turn. */
export interface RegistryShape {
  repositories: number;
  tagsEach: number;
  digestsEach: number;
}

/** What a registry was asked for so far; tokens apart, which a registry does not count either. */
export interface RegistryReads {
  /** All that it was asked for: pages of listings and manifests, each as often as it was asked for. */
  requests: number;
  /** Pages of the listings that it was asked for, each once. */
  pages: number;
  /** Manifests, each once. */
  manifests: number;
  /** Requests without a token, which it refused. */
  challenges: number;
}

export interface ScriptedRegistry extends RunningServer {
  reads(): RegistryReads;
}

interface ReadSoFar {
  requests: number;
  challenges: number;
  /** How many pages each listing has, by its path. */
  pages: Map<string, number>;
  /** By their paths. */
  manifests: Set<string>;
}

const TIME = '2026-01-01T00:00:00.0000000Z';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const MOST_ON_A_PAGE = 1000;

/** Answers what plans read, from what it makes up at once: nothing is kept. */
export async function startScriptedRegistry(shape: RegistryShape, tls: TlsFiles): Promise<ScriptedRegistry> {
  const read: ReadSoFar = { requests: 0, challenges: 0, pages: new Map(), manifests: new Set() };
  const places: Places = new Map();
  const server = await startServer({
    name: 'Scripted registry',
    port: 0,
    tls,
    listener: async (request, response) => answer(shape, places, read, request, response),
  });
  return {
    ...server,
    reads: () => {
      const pages = [...read.pages.values()].reduce((sum, count) => sum + count, 0);
      return { ...read, pages, manifests: read.manifests.size };
    },
  };
}

/** By digest. */
type Places = Map<string, [repository: string, image: string]>;

function answer(
  { repositories, tagsEach, digestsEach }: RegistryShape,
  places: Places,
  read: ReadSoFar,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  request.resume();
  const { pathname: encoded, searchParams } = new URL(request.url ?? '/', 'https://registry');
  const pathname = decodeURIComponent(encoded);
  if (pathname.startsWith('/oauth2/')) {
    return send(response, { refresh_token: tokenOf('refresh'), access_token: tokenOf('access') });
  }
  const manifest = /^\/v2\/(.+)\/manifests\/(sha256:[0-9a-f]{64})$/.exec(pathname);
  if (manifest) {
    if (!request.headers.authorization) {
      read.challenges += 1;
      return challenge(response, manifest[1] ?? '');
    }
    read.requests += 1;
    read.manifests.add(pathname);
    const place = places.get(manifest[2] ?? '');
    if (!place) return void response.writeHead(404).end();
    return send(response, manifestOf(...place), {
      'content-type': MANIFEST,
      'docker-content-digest': manifest[2] ?? '',
    });
  }
  read.requests += 1;
  const page = <T>(all: readonly T[], nameOf: (one: T) => string) => {
    const size = Math.min(Number(searchParams.get('n') ?? MOST_ON_A_PAGE), MOST_ON_A_PAGE);
    read.pages.set(pathname, Math.max(1, Math.ceil(all.length / size)));
    const last = searchParams.get('last') ?? '';
    const rest = all.filter((one) => nameOf(one) > last);
    const some = rest.slice(0, size);
    const end = some.at(-1);
    const more = rest.length > size && end !== undefined;
    const next = more ? { link: `<${pathname}?last=${encodeURIComponent(nameOf(end))}&n=${size}>; rel="next"` } : {};
    return { some, next };
  };
  if (pathname === '/acr/v1/_catalog') {
    const { some, next } = page(
      numbered(repositories, (number) => `team-${number % 20}/app-${number}`),
      (name) => name,
    );
    return send(response, { repositories: some }, next);
  }
  const listed = /^\/acr\/v1\/(.+)\/_(tags|manifests)$/.exec(pathname);
  if (!listed) return void response.writeHead(404).end();
  const [, repository = '', list] = listed;
  const tags = numbered(tagsEach, (number) => `1.${number}.0`).map((name, number) => {
    const image = String(number % digestsEach);
    const text = JSON.stringify(manifestOf(repository, image));
    const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    places.set(digest, [repository, image]);
    return { name, digest, createdTime: TIME, lastUpdateTime: TIME, changeableAttributes: ENABLED };
  });
  if (list === 'tags') {
    const { some, next } = page(tags, ({ name }) => name);
    return send(response, { registry: 'scripted', imageName: repository, tags: some }, next);
  }
  const tagsOf = new Map<string, string[]>();
  for (const { digest, name } of tags) tagsOf.set(digest, [...(tagsOf.get(digest) ?? []), name]);
  const kind = { mediaType: MANIFEST, configMediaType: CONFIG, imageSize: 1_000 };
  const times = { createdTime: TIME, lastUpdateTime: TIME, changeableAttributes: ENABLED };
  const manifests = [...tagsOf]
    .map(([digest, names]) => ({ digest, tags: names, ...kind, ...times }))
    .sort((one, other) => (one.digest < other.digest ? -1 : 1));
  const { some, next } = page(manifests, ({ digest }) => digest);
  return send(response, { registry: 'scripted', imageName: repository, manifests: some }, next);
}

const ENABLED = { deleteEnabled: true, writeEnabled: true, readEnabled: true, listEnabled: true };

function manifestOf(repository: string, image: string): object {
  const digestOf = (what: string) =>
    `sha256:${createHash('sha256').update(`${what} ${repository} ${image}`).digest('hex')}`;
  return {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: CONFIG, digest: digestOf('config'), size: 500 },
    layers: numbered(5, (layer) => ({ mediaType: LAYER, digest: digestOf(`layer ${layer}`), size: 10_000_000 })),
  };
}

function numbered<T>(count: number, make: (number: number) => T): T[] {
  const all = Array.from({ length: count }, (_, number) => make(number));
  return typeof all[0] === 'string' ? all.sort() : all;
}

function challenge(response: ServerResponse, repository: string): void {
  const realm = `Bearer realm="https://${response.req.headers.host}/oauth2/token",service="scripted",scope="repository:${repository}:pull"`;
  response.writeHead(401, { 'www-authenticate': realm, 'content-type': 'application/json' }).end('{"errors":[]}');
}

/** A JWT that is good for three hours, as the SDK reads when to ask for another one. */
function tokenOf(kind: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [encode({ alg: 'none' }), encode({ kind, exp: 4_102_444_800 }), 'none'].join('.');
}

function send(response: ServerResponse, body: object, headers: Record<string, string> = {}): void {
  const text = JSON.stringify(body);
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
