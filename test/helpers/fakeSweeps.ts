import type { Sweeps } from '../../src/domain/ports/sweeps';
import type { Sweep, SweepPlace } from '../../src/domain/sweeps/sweep';

/** Sweeps in memory: everything goes in and out as a copy. */
export class FakeSweeps implements Sweeps {
  place: SweepPlace = {};
  private kept: Sweep[] = [];

  async readPlace(): Promise<SweepPlace> {
    return structuredClone(this.place);
  }

  async writePlace(place: SweepPlace): Promise<void> {
    this.place = structuredClone(place);
  }

  async keep(sweep: Sweep, most: number): Promise<void> {
    const others = this.kept.filter(({ id }) => id !== sweep.id);
    this.kept = [...others, structuredClone(sweep)].sort((one, other) => (one.id > other.id ? -1 : 1)).slice(0, most);
  }

  async list({ limit, cursor }: { limit: number; cursor?: string }): ReturnType<Sweeps['list']> {
    const left = this.kept.filter(({ id }) => cursor === undefined || id < cursor);
    const sweeps = structuredClone(left.slice(0, limit));
    const last = sweeps.at(-1);
    return left.length > limit && last ? { sweeps, cursor: last.id } : { sweeps };
  }
}
