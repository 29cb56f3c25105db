import type { RouteEnd } from '../../../src/domain/route';

interface Change {
  /** When the registry begins to show it. */
  shownAt: number;
  /** Undefined: deleted. */
  digest: string | undefined;
}

/** What tags of registries pointed to, and when that was shown. */
export class RegistryHistory {
  private readonly changes = new Map<string, Change[]>();

  note(end: RouteEnd, artifact: string, change: Change): void {
    const key = keyOf(end, artifact);
    this.changes.set(key, [...(this.changes.get(key) ?? []), change]);
  }

  /** What a tag points to. */
  current(end: RouteEnd, artifact: string): string | undefined {
    return this.changes.get(keyOf(end, artifact))?.at(-1)?.digest;
  }

  /** What a reader is shown. */
  shown(end: RouteEnd, artifact: string, now: number): string | undefined {
    return this.changes.get(keyOf(end, artifact))?.findLast(({ shownAt }) => shownAt <= now)?.digest;
  }

  /** Whether the tag pointed to the digest at some time up to `until`. */
  everHad(end: RouteEnd, artifact: string, digest: string, until: number): boolean {
    return (this.changes.get(keyOf(end, artifact)) ?? []).some(
      (change) => change.digest === digest && change.shownAt <= until,
    );
  }
}

function keyOf({ registryName }: RouteEnd, artifact: string): string {
  return `${registryName}/${artifact}`;
}
