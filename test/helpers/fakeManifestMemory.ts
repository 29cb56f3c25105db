import type { ManifestFacts } from '../../src/domain/planning/manifestFacts';
import { mergeFacts } from '../../src/domain/planning/mergeFacts';
import type { ManifestMemory } from '../../src/domain/ports/manifestMemory';
import type { RouteEnd } from '../../src/domain/route';

/** What manifests said, in memory. */
export class FakeManifestMemory implements ManifestMemory {
  /** By `registry/repository`. */
  readonly known = new Map<string, ManifestFacts[]>();

  async recall({ registryName }: RouteEnd, repository: string): Promise<ManifestFacts[]> {
    return structuredClone(this.known.get(`${registryName}/${repository}`) ?? []);
  }

  async remember(end: RouteEnd, repository: string, facts: readonly ManifestFacts[]): Promise<void> {
    const merged = mergeFacts(await this.recall(end, repository), facts);
    this.known.set(`${end.registryName}/${repository}`, structuredClone(merged));
  }
}
