import { answerJson } from '../../http/answer';
import type { StoredManifest } from '../contentStore';
import type { Call } from './call';
import { readManifest } from './manifestDocument';
import { requireDigest } from './unknown';

/** `GET /v2/<name>/referrers/<digest>`: an index of the manifests whose subject is that digest. */
export async function listReferrers({ store, response, query, repository, reference }: Call): Promise<void> {
  const digest = requireDigest(reference);
  const wanted = query.get('artifactType');
  const manifests = (await store.listReferrers(repository, digest))
    .map(describe)
    .filter(({ artifactType }) => wanted === null || artifactType === wanted);
  const index = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests };
  answerJson(response, 200, index, {
    'content-type': index.mediaType,
    ...(wanted === null ? {} : { 'oci-filters-applied': 'artifactType' }),
  });
}

function describe({ digest, mediaType, bytes }: StoredManifest): {
  mediaType: string;
  digest: string;
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
} {
  const document = readManifest(bytes);
  const artifactType = document?.artifactType ?? document?.config?.mediaType;
  return {
    mediaType,
    digest,
    size: bytes.length,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(document?.annotations === undefined ? {} : { annotations: document.annotations }),
  };
}
