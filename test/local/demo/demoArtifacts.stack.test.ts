import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { type DemoArtifact, makeDemoArtifacts, referencesOf } from '../../../local/demo/demoArtifacts';
import { tarOf } from '../../../local/demo/tarOf';

describe('makeDemoArtifacts', () => {
  let artifacts: DemoArtifact[];
  let byRepository: Record<string, DemoArtifact>;
  beforeAll(async () => {
    artifacts = await makeDemoArtifacts(10_000);
    byRepository = Object.fromEntries(artifacts.map((artifact) => [artifact.repository, artifact]));
  });
  const parsed = (repository: string) => JSON.parse(byRepository[repository]?.manifest.bytes.toString() ?? '');

  beforeAll(async () => {
    artifacts = await makeDemoArtifacts(10_000);
    byRepository = Object.fromEntries(artifacts.map((artifact) => [artifact.repository, artifact]));
  });

  it('makes five references, two of which share a digest', () => {
    expect(referencesOf(artifacts)).toEqual([
      'demo/hello:1.0',
      'demo/large:1.0',
      'demo/notes:1.0',
      'demo/service:1.0',
      'demo/service:stable',
    ]);
  });

  it('describes every blob and child manifest that its manifests name', () => {
    for (const { manifest, children, blobs } of artifacts) {
      const have = [...blobs, ...children];
      for (const { bytes, digest } of [...have, manifest]) {
        expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(digest);
      }
      const named = [manifest, ...children].flatMap(({ bytes }) => {
        const { config, layers = [], manifests = [] } = JSON.parse(bytes.toString());
        return [...(config ? [config] : []), ...layers, ...manifests];
      });
      expect(named.map(({ digest, size }) => ({ digest, size })).sort(byDigest)).toEqual(
        have.map(({ digest, bytes }) => ({ digest, size: bytes.length })).sort(byDigest),
      );
    }
  });

  it('makes an index of two platforms, and an artifact with types of its own', () => {
    const platforms = parsed('demo/hello').manifests.map(({ platform }: { platform: unknown }) => platform);
    expect(platforms).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
    ]);
    expect(parsed('demo/notes')).toMatchObject({
      artifactType: 'application/vnd.acr-ferry.demo.notes.v1',
      config: { mediaType: 'application/vnd.acr-ferry.demo.config.v1+json' },
    });
  });

  it('makes other content at every call, and a layer of at least the size asked for', async () => {
    const others = await makeDemoArtifacts(10_000);
    const digests = artifacts.map(({ manifest }) => manifest.digest);
    for (const { manifest } of others) expect(digests).not.toContain(manifest.digest);
    expect(Math.max(...(byRepository['demo/large']?.blobs ?? []).map(({ bytes }) => bytes.length))).toBeGreaterThan(
      10_000,
    );
  });
});

describe('tarOf', () => {
  it('makes an archive that tar can list and read', async () => {
    const archive = await tarOf('folder/file.txt', Buffer.from('content of the file'));
    expect(execFileSync('tar', ['-tf', '-'], { input: archive }).toString()).toBe('folder/file.txt\n');
    expect(execFileSync('tar', ['-xOf', '-'], { input: archive }).toString()).toBe('content of the file');
  });
});

function byDigest(a: { digest: string }, b: { digest: string }): number {
  return a.digest < b.digest ? -1 : 1;
}
