import { cleanupTime } from '../../src/domain/names';
import type { Cleanups } from '../../src/domain/ports/cleanups';
import type { Cleanup, CleanupEnd, DecisionPage, OutcomePage } from '../../src/domain/retention/cleanup';

/** Cleanups in memory: everything goes in and out as a copy. */
export class FakeCleanups implements Cleanups {
  readonly records = new Map<string, Cleanup>();
  readonly ends = new Map<string, CleanupEnd>();
  readonly decisions = new Map<string, DecisionPage>();
  readonly outcomes = new Map<string, OutcomePage>();
  private latest: { cleanup: Cleanup; version: string } | undefined;
  private versions = 0;

  async readLatest(): ReturnType<Cleanups['readLatest']> {
    return structuredClone(this.latest);
  }

  async writeLatest(cleanup: Cleanup, version: string | undefined): Promise<boolean> {
    if (this.latest?.version !== version) return false;
    this.versions += 1;
    this.latest = { cleanup: structuredClone(cleanup), version: String(this.versions) };
    return true;
  }

  async keep(cleanup: Cleanup): Promise<void> {
    putFirst(this.records, cleanup.id, cleanup);
  }

  async find(id: string): Promise<Cleanup | undefined> {
    const [record, end] = [this.records.get(id), this.ends.get(id)];
    return record && structuredClone({ ...record, ...(end && { end }) });
  }

  async writeEnd(id: string, end: CleanupEnd): Promise<void> {
    putFirst(this.ends, id, end);
  }

  async endedBefore(time: number): Promise<string[]> {
    return [...this.ends.keys()].filter((id) => cleanupTime(id) < time);
  }

  async forget(id: string): Promise<void> {
    for (const pages of [this.decisions, this.outcomes]) {
      for (const key of pages.keys()) if (key.startsWith(`${id} `)) pages.delete(key);
    }
    this.records.delete(id);
    this.ends.delete(id);
  }

  async list({ limit, cursor }: { limit: number; cursor?: string }): ReturnType<Cleanups['list']> {
    const ids = [...this.records.keys()].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
    const left = ids.filter((id) => cursor === undefined || nameOf(id) > nameOf(cursor));
    const shown = left.slice(0, limit);
    const cleanups = (await Promise.all(shown.map((id) => this.find(id)))).flatMap((found) => found ?? []);
    const last = shown.at(-1);
    return left.length > limit && last !== undefined ? { cleanups, cursor: last } : { cleanups };
  }

  async keepDecisions(id: string, key: string, page: DecisionPage): Promise<DecisionPage> {
    return putFirst(this.decisions, `${id} ${key}`, page);
  }

  async readDecisions(id: string, key: string): Promise<DecisionPage | undefined> {
    return structuredClone(this.decisions.get(`${id} ${key}`));
  }

  async keepOutcomes(id: string, key: string, page: OutcomePage): Promise<OutcomePage> {
    return putFirst(this.outcomes, `${id} ${key}`, page);
  }

  async readOutcomes(id: string, key: string): Promise<OutcomePage | undefined> {
    return structuredClone(this.outcomes.get(`${id} ${key}`));
  }
}

/** As the real store names them: newest first. */
function nameOf(id: string): string {
  return `${String(8_640_000_000_000_000 - cleanupTime(id)).padStart(16, '0')}-${id}`;
}

function putFirst<T>(map: Map<string, T>, key: string, value: T): T {
  const stored = map.get(key) ?? structuredClone(value);
  map.set(key, stored);
  return structuredClone(stored);
}
