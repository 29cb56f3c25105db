import { createHash } from 'node:crypto';
import { digestOf } from '../../helpers/fakeRegistries';
import type { AskedOfDay, Day, Selected } from './day';

/** The body's `select`: everything below a path. */
export const SELECT = { rules: [{ repositories: ['sel/**'] }] };

/** An artifact of a selection that refers to another one. */
export interface Referring {
  repository: string;
  /** Of the signature, by its tag. */
  tag?: string;
  /** Its manifest, where it says itself what it refers to. */
  document?: object;
}

const OCI = 'application/vnd.oci.image.manifest.v1+json';
const layer = (name: string) => ({ mediaType: 'application/vnd.oci.image.layer.v1', digest: sha256(name), size: 7 });

/** What refers to the artifacts of a selection: cosign's tags, and manifests with a subject. */
export function referringTo({ signed, attested }: Selected): Referring[] {
  const signatures = signed.map((artifact) => {
    const [repository = ''] = artifact.split(':');
    return { repository, tag: `${digestOf(artifact).replace(':', '-')}.sig` };
  });
  const attestations = attested.map((artifact) => {
    const [repository = ''] = artifact.split(':');
    const subject = { mediaType: OCI, digest: digestOf(artifact), size: 7 };
    const parts = { config: layer(`config of ${artifact}`), layers: [layer(`SBOM of ${artifact}`)] };
    return { repository, document: { schemaVersion: 2, mediaType: OCI, ...parts, subject } };
  });
  return [...signatures, ...attestations];
}

/** `repository:tag` or `repository@digest`. */
export function nameOfReferring({ repository, tag, document }: Referring): string {
  return tag === undefined ? `${repository}@${sha256(JSON.stringify(document))}` : `${repository}:${tag}`;
}

/** All that a transfer has to deliver or to report. */
export function artifactsOf({ selected }: Day, { selects, artifacts }: AskedOfDay): string[] {
  if (!selects || !selected) return artifacts;
  return [...selected.artifacts, ...referringTo(selected).map(nameOfReferring)];
}

export function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
