import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { tarOf } from '../../local/demo/tar';

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  platform?: { os: string; architecture: string };
  annotations?: Record<string, string>;
}

const TYPES = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};

/** Writes an OCI image layout with one tag: an image of one architecture, or an index of several. */
export async function writeOciLayout(folder: string, tag: string, architectures: string[]): Promise<void> {
  const blobs = path.join(folder, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  const put = async (mediaType: string, content: Buffer | object): Promise<Descriptor> => {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
    const hex = createHash('sha256').update(bytes).digest('hex');
    await writeFile(path.join(blobs, hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const putImage = async (architecture: string): Promise<Descriptor> => {
    const tar = await tarOf('content.bin', randomBytes(100_000));
    const layer = await put(TYPES.layer, gzipSync(tar));
    const diffId = `sha256:${createHash('sha256').update(tar).digest('hex')}`;
    const platform = { os: 'linux', architecture };
    const config = await put(TYPES.config, { ...platform, config: {}, rootfs: { type: 'layers', diff_ids: [diffId] } });
    const manifest = { schemaVersion: 2, mediaType: TYPES.manifest, config, layers: [layer] };
    return { ...(await put(TYPES.manifest, manifest)), platform };
  };

  const images: Descriptor[] = [];
  for (const architecture of architectures) images.push(await putImage(architecture));
  const [only] = images;
  const top =
    images.length === 1 && only
      ? only
      : await put(TYPES.index, { schemaVersion: 2, mediaType: TYPES.index, manifests: images });
  const named = { ...top, annotations: { 'org.opencontainers.image.ref.name': tag } };
  await writeFile(path.join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  await writeFile(path.join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [named] }));
}
