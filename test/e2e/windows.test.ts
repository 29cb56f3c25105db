import { NO_SLOTS } from '../../src/domain/slots/slots';
import { type Ferry, ROUTE, startFerry } from './helpers/startFerry';

const EXPORTED = 'run.export.finish';
const IMPORTED = 'run.import.finish';
/** Another route between the same registries. */
const SISTER = 'sister';

describe('with one export and one import at once', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({
      env: { FERRY_EXPORTS_AT_ONCE: '1', FERRY_IMPORTS_AT_ONCE: '1' },
      routes: ({ routes }) => {
        routes[SISTER] = { ...routes[ROUTE] };
      },
    });
  });
  afterAll(() => ferry?.stop());

  /** Waits until a transfer says that it waits for a slot of that kind. */
  const waits = (id: string, kind: 'export' | 'import') =>
    ferry.api.until(id, `waits for an ${kind} slot`, ({ progress }) =>
      (progress?.note ?? '').startsWith(`waiting for one of the ${kind} slots of the registry`),
    );

  it('a transfer waits for the run of another route, across a death of the host, and nothing of it stays', async () => {
    // Prepare
    const { api, push, hold, held, release, runs, host, startHost, storage } = ferry;
    const [one, other] = [await push('windows/one:1.0'), await push('windows/other:1.0')];
    await hold(EXPORTED);
    await hold(IMPORTED);
    const first = await api.start([one]);
    await held(EXPORTED);

    // Act
    const second = await api.start([other], { route: SISTER });
    await waits(second.id, 'export');
    await host().kill();
    await startHost();
    await waits(second.id, 'export');
    const whileExporting = await runs.begun();
    await release(EXPORTED);
    await held(IMPORTED);
    await waits(second.id, 'import');
    const whileImporting = await runs.begun();
    await release(IMPORTED);
    const reports = [await api.reportOf(first.id), await api.reportOf(second.id)];

    // Assess
    expect(whileExporting).toEqual({ exports: 1, imports: 0 });
    expect(whileImporting).toEqual({ exports: 2, imports: 1 });
    expect(reports.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
    const kept = (await storage.blobs('state')).filter((name) => name.startsWith('slots/'));
    expect(kept).toHaveLength(2);
    for (const name of kept) expect(JSON.parse(await storage.readState(name))).toEqual(NO_SLOTS);
  });
});
