import { withDeletions } from '../../src/domain/pushes/deletions';
import {
  nameOfPush,
  type NotedDeletion,
  type NotedPush,
  type Push,
  type PushClaim,
} from '../../src/domain/pushes/push';
import type { Pushes } from '../../src/domain/ports/pushes';

/** What was pushed to the sources of routes, in memory: everything goes in and out as a copy. */
export class FakePushes implements Pushes {
  private readonly notes = new Map<string, Map<string, NotedPush>>();
  private readonly claims = new Map<string, { claim: PushClaim; version: string }>();
  private readonly deleted = new Map<string, NotedDeletion[]>();
  private versions = 0;
  /** Called before every call is answered, with its name. */
  beforeCall: (call: keyof Pushes) => Promise<void> = async () => {};
  /** Called after every call that wrote something. */
  afterWrite: (call: keyof Pushes) => Promise<void> = async () => {};

  async note(route: string, push: Push, at: string): Promise<void> {
    await this.beforeCall('note');
    const notes = this.notes.get(route) ?? new Map<string, NotedPush>();
    this.notes.set(route, notes);
    const firstAt = notes.get(nameOfPush(push))?.firstAt ?? at;
    notes.set(nameOfPush(push), { ...push, firstAt, lastAt: at, version: this.newVersion() });
    await this.afterWrite('note');
  }

  async noted(route: string): Promise<NotedPush[]> {
    await this.beforeCall('noted');
    return structuredClone([...(this.notes.get(route)?.values() ?? [])]);
  }

  async forget(route: string, pushes: readonly NotedPush[]): Promise<void> {
    await this.beforeCall('forget');
    const notes = this.notes.get(route);
    for (const push of pushes) {
      if (notes?.get(nameOfPush(push))?.version === push.version) notes.delete(nameOfPush(push));
    }
    await this.afterWrite('forget');
  }

  async readClaim(route: string): Promise<{ claim: PushClaim; version: string } | undefined> {
    await this.beforeCall('readClaim');
    return structuredClone(this.claims.get(route));
  }

  async writeClaim(route: string, claim: PushClaim | undefined, version: string | undefined): Promise<boolean> {
    await this.beforeCall('writeClaim');
    if (this.claims.get(route)?.version !== version) return false;
    if (claim) this.claims.set(route, { claim: structuredClone(claim), version: this.newVersion() });
    else this.claims.delete(route);
    await this.afterWrite('writeClaim');
    return true;
  }

  async noteDeletions(route: string, deletions: readonly NotedDeletion[]): Promise<void> {
    await this.beforeCall('noteDeletions');
    this.deleted.set(route, withDeletions(this.deleted.get(route) ?? [], deletions));
  }

  async deletions(route: string): Promise<NotedDeletion[]> {
    await this.beforeCall('deletions');
    return structuredClone(this.deleted.get(route) ?? []);
  }

  private newVersion(): string {
    this.versions += 1;
    return String(this.versions);
  }
}
