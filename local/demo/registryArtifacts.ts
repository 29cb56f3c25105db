import { randomBytes } from 'node:crypto';
import { contentOf, descriptor, image, jsonContent, MEDIA, tagged, type DemoArtifact } from './demoArtifacts';

const REPOSITORIES = ['app/api', 'app/web', 'app/worker', 'base/node', 'base/python', 'tools/backup'];
const VERSIONS = 48;
const SIGNATURE = 'application/vnd.acr-ferry.demo.signature.v1';

/** Some 300 artifacts of a few bytes: versions in several repositories, the newest of each signed; other content at every call. */
export async function makeRegistryArtifacts(): Promise<DemoArtifact[]> {
  const run = randomBytes(8).toString('hex');
  const made: DemoArtifact[] = [];
  for (const repository of REPOSITORIES) {
    for (let version = 0; version < VERSIONS; version += 1) {
      const text = Buffer.from(`${repository} 1.${version}.0, run ${run}\n`);
      made.push(
        tagged('a tiny image', repository, [`1.${version}.0`], await image('amd64', `v${version}-${run}.txt`, text)),
      );
    }
    const newest = made.at(-1);
    if (newest) made.push(...signaturesOf(newest));
  }
  return made;
}

/** A signature, and a countersignature of that. */
function signaturesOf({ repository, manifest }: DemoArtifact): DemoArtifact[] {
  const signature = signatureOf(manifest, repository);
  return [signature, signatureOf(signature.manifest, repository)];
}

/** It refers to its subject and has no tag. */
function signatureOf(subject: DemoArtifact['manifest'], repository: string): DemoArtifact {
  const config = contentOf('application/vnd.oci.empty.v1+json', Buffer.from('{}'));
  const layer = contentOf(SIGNATURE, Buffer.from(`signed: ${subject.digest}\n`));
  const manifest = jsonContent(MEDIA.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    artifactType: SIGNATURE,
    config: descriptor(config),
    layers: [descriptor(layer)],
    subject: descriptor(subject),
  });
  return { what: 'a signature', repository, tags: [], blobs: [config, layer], children: [manifest], manifest };
}
