import type { PushedManifest, RegistryContent } from '../../src/domain/ports/registryContent';
import type { RouteEnd } from '../../src/domain/route';
import type { FakeRegistries } from './fakeRegistries';

/** Pushes into registries in memory. */
export class FakeRegistryContent implements RegistryContent {
  /** Called before anything is done: throw to let it fail. */
  before: (what: 'putBlob' | 'putManifest' | 'removeManifest', end: RouteEnd) => Promise<void> = async () => {};

  constructor(private readonly registries: FakeRegistries) {}

  async putBlob(end: RouteEnd, _route: string, repository: string, bytes: Buffer): Promise<void> {
    await this.before('putBlob', end);
    this.registries.putBlob(end, repository, bytes);
  }

  async putManifest(end: RouteEnd, _route: string, repository: string, manifest: PushedManifest): Promise<void> {
    await this.before('putManifest', end);
    const document = JSON.parse(manifest.bytes.toString()) as object;
    this.registries.putManifest(end, repository, manifest.mediaType, document, manifest.tag);
  }

  async removeManifest(end: RouteEnd, _route: string, repository: string, digest: string): Promise<void> {
    await this.before('removeManifest', end);
    this.registries.remove(end, repository, digest);
    for (const [key, pointsTo] of this.registries.digests)
      if (pointsTo === digest && key.startsWith(`${end.registryName}/${repository}:`))
        this.registries.digests.delete(key);
  }
}
