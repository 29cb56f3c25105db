import { TARGET } from '../helpers/route';
import { APP, BASE, BLOB_NAME, runArrival, type Arrival, type BeforeActivity } from './runArrival';
import { createStripped, SIZE } from './strippedArrival';
import { IMPORTED, RUN, runsOf } from './watchedArrival';

describe.each([
  ['digestArrival', 1, 'repair'],
  ['repairArrival', 1, 'repair'],
  ['examineArrival', 2, 'quarantine'],
  ['quarantineArrival', 1, 'quarantine'],
] as const)('a blob that is gone at %s, call %i,', (name, call, onDefect) => {
  async function runWithout(imports: (arrival: Arrival) => void) {
    const arrival = await createStripped(onDefect);
    const { storage } = arrival;
    if (call === 2) storage.put(TARGET, BLOB_NAME, { ...storage.committed(TARGET, BLOB_NAME), size: SIZE });
    let calls = 0;
    const before: BeforeActivity = (called) => {
      if (called !== name || (calls += 1) !== call) return undefined;
      imports(arrival);
      void storage.blobs.remove(TARGET, BLOB_NAME);
      return undefined;
    };
    const { report } = await runArrival(arrival, { before });
    expect(calls).toBeGreaterThanOrEqual(call);
    return { report, arrival };
  }

  it('was imported and removed by the registry: its run is followed', async () => {
    const { report, arrival } = await runWithout(({ registries }) => {
      registries.triggers.set(TARGET.registryName, { isOn: true });
      registries.startRegistryRun(TARGET, RUN, BLOB_NAME, {});
      for (const { artifact, digest } of [APP, BASE]) registries.push(TARGET, artifact, digest);
      registries.setRun(TARGET, RUN, IMPORTED);
    });
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ importRun: { bySourceTrigger: true } }] });
    expect(runsOf(arrival)).toEqual([RUN]);
  });

  it('was removed by somebody: nothing is imported', async () => {
    const { report, arrival } = await runWithout(() => undefined);
    expect(report).toMatchObject({ outcome: 'failed', failures: [{ code: 'arrived_blob_gone' }] });
    expect(runsOf(arrival)).toEqual([]);
  });
});
