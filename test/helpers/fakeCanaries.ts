import type { Canary } from '../../src/domain/canary/canary';
import type { Canaries } from '../../src/domain/ports/canaries';

/** The last canary of each route, in memory: everything goes in and out as a copy. */
export class FakeCanaries implements Canaries {
  private readonly kept = new Map<string, { canary: Canary; version: string }>();
  private versions = 0;
  /** Called before a write is looked at. */
  beforeWrite: () => Promise<void> = async () => {};

  async routes(): Promise<string[]> {
    return [...this.kept.keys()];
  }

  async read(route: string): Promise<{ canary: Canary; version: string } | undefined> {
    return structuredClone(this.kept.get(route));
  }

  async write(route: string, canary: Canary | undefined, version: string | undefined): Promise<boolean> {
    await this.beforeWrite();
    if (this.kept.get(route)?.version !== version) return false;
    this.versions += 1;
    if (canary) this.kept.set(route, { canary: structuredClone(canary), version: String(this.versions) });
    else this.kept.delete(route);
    return true;
  }
}
