import type { VirtualPlatform } from '../../../local/host/virtualPlatform';
import { formatArtifact } from '../../../src/domain/artifact';
import type { ListedTag } from '../../../src/domain/listing';
import type { Catalog } from '../../../src/domain/ports/catalog';
import type { RegistryListing } from '../../../src/domain/ports/registryListing';
import type { RouteEnd } from '../../../src/domain/route';
import { digestOf, type FakeRegistries } from '../../helpers/fakeRegistries';
import { faultsOf, type Day } from '../day/day';
import { nameOfReferring, referringTo, sha256 } from '../day/selected';
import { RegistryHistory } from './registryHistory';
import type { Truths } from './truths';

const OCI = 'application/vnd.oci.image.manifest.v1+json';

interface Surroundings {
  platform: VirtualPlatform;
  registries: FakeRegistries;
  truths: Truths;
  source: RouteEnd;
  targets: readonly RouteEnd[];
  /** Does something at a second of the day. */
  at: (second: number, action: () => void) => void;
}

/** What the registries hold over a day: what is asked for, and what others move, delete or had there before. */
export class RegistriesOfDay {
  readonly history = new RegistryHistory();

  constructor(
    private readonly day: Day,
    private readonly around: Surroundings,
  ) {
    this.fill();
  }

  get catalog(): Catalog {
    const { catalog } = this.around.registries;
    return {
      ...catalog,
      findDigest: async (end, route, artifact) =>
        'tag' in artifact ? this.shown(end, formatArtifact(artifact)) : catalog.findDigest(end, route, artifact),
    };
  }

  /** Tags as they are shown; a manifest is known by its digest at once. */
  get listing(): RegistryListing {
    const { listing } = this.around.registries;
    return {
      ...listing,
      tags: async (end, route, repository, page) => {
        const { tags, ...pageEnd } = await listing.tags(end, route, repository, page);
        return { tags: tags.flatMap((tag) => this.tagAsShown(end, repository, tag)), ...pageEnd };
      },
      manifests: async (end, route, repository, page) => {
        const { manifests, ...pageEnd } = await listing.manifests(end, route, repository, page);
        const isShown = (digest: string, tag: string): boolean => this.shown(end, `${repository}:${tag}`) === digest;
        const shown = manifests.map(({ tags, ...manifest }) => ({
          ...manifest,
          tags: tags.filter((tag) => isShown(manifest.digest, tag)),
        }));
        return { manifests: shown, ...pageEnd };
      },
    };
  }

  private tagAsShown(end: RouteEnd, repository: string, tag: ListedTag): ListedTag[] {
    const digest = this.shown(end, `${repository}:${tag.name}`);
    return digest === undefined ? [] : [{ ...tag, digest }];
  }

  private shown(end: RouteEnd, artifact: string): string | undefined {
    return this.history.shown(end, artifact, this.around.platform.now());
  }

  push(end: RouteEnd, artifact: string, digest: string, shownAt = this.around.platform.now()): void {
    this.around.registries.push(end, artifact, digest);
    // A manifest is known by its digest at once.
    const isDigest = artifact.includes('@');
    this.history.note(end, artifact, { shownAt: isDigest ? this.around.platform.now() : shownAt, digest });
    const isSpoilt = faultsOf(this.day, 'layerLost').some((fault) => fault.artifact === artifact);
    if (isSpoilt && end.registryName !== this.around.source.registryName) this.loseLayer(end, artifact, digest);
  }

  /** Whether a registry has all that a digest stands for. */
  isWhole(end: RouteEnd, artifact: string, digest: string): boolean {
    const { manifests, blobs } = this.around.registries;
    const [repository = ''] = artifact.split(/[:@]/);
    const keyOf = (each: string): string => `${end.registryName}/${repository}@${each}`;
    return manifests.get(keyOf(digest))?.parts?.every((part) => blobs.has(keyOf(part.digest))) ?? false;
  }

  private loseLayer(end: RouteEnd, artifact: string, digest: string): void {
    const { registries, truths } = this.around;
    const [repository = ''] = artifact.split(/[:@]/);
    const parts = registries.manifests.get(`${end.registryName}/${repository}@${digest}`)?.parts ?? [];
    const layer = parts.find(({ kind }) => kind === 'layer');
    if (layer) registries.remove(end, repository, layer.digest);
    truths.permit('artifact_incomplete', { artifact });
  }

  private fill(): void {
    const { day } = this;
    const { source, targets, truths, at } = this.around;
    const absent = new Set(faultsOf(day, 'artifactAbsent').map(({ artifact }) => artifact));
    for (const artifact of new Set(day.transfers.flatMap(({ artifacts }) => artifacts))) {
      if (absent.has(artifact)) truths.permit('artifact_not_found', { artifact });
      else this.push(source, artifact, digestOf(artifact));
    }
    this.fillSelected();
    for (const { artifact } of faultsOf(day, 'tagTaken')) {
      for (const end of targets) this.push(end, artifact, digestOf(`old ${artifact}`));
    }
    for (const { artifact, atSecond } of faultsOf(day, 'tagMoves')) at(atSecond, () => this.move(artifact));
    for (const { artifact, atSecond } of faultsOf(day, 'artifactDeleted')) at(atSecond, () => this.remove(artifact));
  }

  private fillSelected(): void {
    const { selected } = this.day;
    const { source, registries } = this.around;
    if (!selected) return;
    for (const artifact of selected.artifacts) this.push(source, artifact, digestOf(artifact));
    for (const each of referringTo(selected)) {
      const { repository, document } = each;
      const name = nameOfReferring(each);
      const digest = document ? registries.putManifest(source, repository, OCI, document) : sha256(name);
      for (const { digest: part } of registries.manifests.get(`${source.registryName}/${repository}@${digest}`)
        ?.parts ?? [])
        registries.blobs.add(`${source.registryName}/${repository}@${part}`);
      this.push(source, name, digest);
    }
  }

  private move(artifact: string): void {
    const { source, truths } = this.around;
    if (this.history.current(source, artifact) === undefined) return;
    truths.permit('tag_drifted', { artifact });
    this.push(source, artifact, digestOf(`new ${artifact}`));
  }

  private remove(artifact: string): void {
    const { source, truths, registries, platform } = this.around;
    if (this.history.current(source, artifact) === undefined) return;
    registries.digests.delete(`${source.registryName}/${artifact}`);
    this.history.note(source, artifact, { shownAt: platform.now(), digest: undefined });
    truths.permit('artifact_not_found', { artifact });
    // Another digest in the target, and none in the source any more: that the tag moved is all that can be seen.
    truths.permit('tag_drifted', { artifact });
  }
}
