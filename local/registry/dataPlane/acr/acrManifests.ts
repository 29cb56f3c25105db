import { answerJson } from '../../../http/answer';
import type { Call } from '../call';
import { readManifestChange } from './changeableAttributes';
import { describeManifest } from './manifestAttributes';
import { orderByTime } from './orderByTime';
import { cutPage } from '../page';
import { requireDigest, unknownManifest, unknownRepository } from '../unknown';

/** `GET /acr/v1/<name>/_manifests`, by digest or time (`orderby`). */
export async function listManifests(call: Call): Promise<void> {
  const { store, repository } = call;
  const manifests = await store.listManifests(repository);
  if (!manifests) throw unknownRepository(repository);
  const listed = manifests.filter((manifest) => manifest.attributes.listEnabled);
  const { items, sortedByName } = orderByTime(listed, call.query.get('orderby'));
  const page = cutPage(call, items, (manifest) => manifest.digest, sortedByName);
  const described = await Promise.all(page.items.map((entry) => describeManifest(store, repository, entry)));
  const withoutReferences = described.map(({ references: _, ...manifest }) => manifest);
  const body = { registry: call.loginServer, imageName: repository, manifests: withoutReferences };
  answerJson(call.response, 200, body, page.headers);
}

/** `GET /acr/v1/<name>/_manifests/<digest>`: with the manifests of an index. */
export async function getManifestAttributes(call: Call): Promise<void> {
  const { store, repository } = call;
  const digest = requireDigest(call.reference);
  const entry = (await store.listManifests(repository))?.find((manifest) => manifest.digest === digest);
  if (!entry) throw unknownManifest(repository, digest);
  const manifest = await describeManifest(store, repository, entry);
  answerJson(call.response, 200, { registry: call.loginServer, imageName: repository, manifest });
}

/** `PATCH /acr/v1/<name>/_manifests/<digest>`: locks or unlocks it, begins or ends its quarantine. */
export async function updateManifestAttributes(call: Call): Promise<void> {
  const digest = requireDigest(call.reference);
  const change = await readManifestChange(call.request);
  if (!(await call.store.setAttributes(call.repository, digest, change))) {
    throw unknownManifest(call.repository, digest);
  }
  await getManifestAttributes(call);
}
