import type { ArtifactReference } from '../../src/domain/artifact';
import { createCanaryArtifact, manifestsOf } from '../../src/domain/canary/canaryArtifact';
import type { Catalog } from '../../src/domain/ports/catalog';
import type { RegistryContent } from '../../src/domain/ports/registryContent';
import type { RouteEnd } from '../../src/domain/route';

/** A registry that can be pushed to, and looked into. */
export interface ContentUnderTest {
  content: RegistryContent;
  catalog: Catalog;
  end: RouteEnd;
}

const REPOSITORY = 'contract/content';

/** What every RegistryContent promises. */
export function describeRegistryContentContract(name: string, setUp: () => ContentUnderTest): void {
  describe(`RegistryContent: ${name}`, () => {
    it('an artifact that was pushed, twice, is there as a whole, under its tag; it goes with all its tags, twice', async () => {
      const { content, catalog, end } = setUp();
      const artifact = createCanaryArtifact('contract');
      const { index } = artifact;
      const find = (named: object) =>
        catalog.findDigest(end, 'prod', { repository: REPOSITORY, ...named } as ArtifactReference);
      for (let push = 0; push < 2; push += 1) {
        for (const { bytes } of [...artifact.blobs, artifact.emptyConfig])
          await content.putBlob(end, 'prod', REPOSITORY, bytes);
        for (const { bytes, mediaType } of manifestsOf(artifact))
          await content.putManifest(end, 'prod', REPOSITORY, { bytes, mediaType });
        await content.putManifest(end, 'prod', REPOSITORY, { ...index, tag: 'v1' });
      }
      expect(await find({ tag: 'v1' })).toBe(index.digest);
      for (const { digest } of manifestsOf(artifact)) expect(await find({ digest })).toBe(digest);
      for (const { digest } of artifact.blobs)
        expect(await catalog.hasBlob(end, 'prod', REPOSITORY, digest)).toBe(true);
      const read = await catalog.readManifest(end, 'prod', REPOSITORY, artifact.namedReferrer.digest);
      expect(read?.subject).toBe(index.digest);

      for (let removal = 0; removal < 2; removal += 1)
        for (const { digest } of manifestsOf(artifact).toReversed())
          await content.removeManifest(end, 'prod', REPOSITORY, digest);
      expect(await find({ tag: 'v1' })).toBeUndefined();
      for (const { digest } of manifestsOf(artifact)) expect(await find({ digest })).toBeUndefined();
    });
  });
}
