import type { RouteEnd } from '../../../src/domain/route';
import type { FakeRegistries } from '../../helpers/fakeRegistries';
import type { FakeStorage } from '../../helpers/fakeStorage';
import type { Day } from '../day/day';

const UNKNOWN = 't0123456789abcdef0123456789abcdef';
/** One that nobody knows here, and one that is none of the app's. */
const BLOBS = [`prod-${UNKNOWN}-0123456789ab.tar.gz`, `prod-${UNKNOWN}-0123456789ab.tar.gz.manifest.json`, 'notes.txt'];
const RUNS = ['nightly', 'e0123456789abcdef0123456789abcdef'];
const LONG_AGO = '2025-06-01T00:00:00.000Z';

/** What others have in the containers and registries of a day with cleanups: no cleanup may touch it. */
export class Strangers {
  private readonly ends: RouteEnd[];

  constructor(
    day: Day,
    private readonly around: { storage: FakeStorage; registries: FakeRegistries; source: RouteEnd; target: RouteEnd },
  ) {
    const { storage, registries, source, target } = around;
    this.ends = day.cleaner ? [source, target] : [];
    for (const end of this.ends) for (const name of BLOBS) storage.put(end, name, { size: 7 });
    if (!day.cleaner) return;
    for (const name of RUNS) {
      // One of an own name is another deployment's, of another route.
      const status = { resourceId: name, provisioningState: 'Succeeded', status: 'Succeeded', percentage: 100 };
      const request = { blobName: name === 'nightly' ? 'nightly.tar.gz' : `other-${UNKNOWN}-0123456789ab.tar.gz` };
      registries.runs.set(`${source.registryName}/${name}`, { request, status, endedAt: LONG_AGO });
    }
  }

  /** What is not there any more. */
  missing(): string[] {
    const { storage, registries, source } = this.around;
    const blobs = this.ends.flatMap((end) => BLOBS.filter((name) => !storage.committed(end, name)));
    const runs =
      this.ends.length === 0 ? [] : RUNS.filter((name) => !registries.runs.has(`${source.registryName}/${name}`));
    return [...blobs, ...runs];
  }
}
