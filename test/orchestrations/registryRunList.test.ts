import { ServiceRefusedError, ServiceUnavailableError } from '../../src/domain/failures/errors';
import type { RouteEnd } from '../../src/domain/route';
import { TARGET } from '../helpers/route';
import { runArrival } from './runArrival';
import { countPages, createWatched, RUN, runsOf } from './watchedArrival';

describe('a long list', () => {
  const OTHERS = 400;
  function filled(isNewestFirst: boolean) {
    const arrival = createWatched();
    arrival.registries.runsPerPage = 10;
    const { list } = arrival.registries.pipelineRuns;
    for (let index = 0; index < OTHERS; index += 1) {
      arrival.registries.startRegistryRun(TARGET, `importferry_${index}`, 'inbox/other.tar.gz');
    }
    const turned = async (end: RouteEnd, page?: string) => {
      const runs = (await all(end)).reverse();
      const from = Number(page ?? 0);
      const next = from + 10;
      return { runs: runs.slice(from, next), ...(next < runs.length && { next: String(next) }) };
    };
    const all = async (end: RouteEnd) => {
      arrival.registries.runsPerPage = 10_000;
      const { runs } = await list(end);
      arrival.registries.runsPerPage = 10;
      return runs;
    };
    arrival.deps.budgetedRuns = { list: isNewestFirst ? turned : list };
    return { ...arrival, pagesRead: countPages(arrival) };
  }

  it.each([true, false])('is read whole once, then where new runs stand, newest first: %s', async (isNewestFirst) => {
    const arrival = filled(isNewestFirst);
    await arrival.putManifest();
    arrival.registryImports(8);
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ importRun: { bySourceTrigger: true } }] });
    expect(arrival.minutes()).toBeLessThan(11);
    expect(arrival.pagesRead()).toBeLessThan(OTHERS / 10 + 45);
  });

  it('in any other order, the last look finds the run', async () => {
    const arrival = filled(false);
    await arrival.putManifest();
    const { list } = arrival.deps.budgetedRuns;
    const middle = OTHERS / 2;
    let late: Awaited<ReturnType<typeof list>>['runs'] = [];
    arrival.deps.budgetedRuns.list = async (end, page) => {
      const found = await list(end, page);
      const own = found.runs.filter(({ name }) => name === RUN);
      late = own.length > 0 ? own : late;
      const others = found.runs.filter(({ name }) => name !== RUN);
      const isMiddle = page?.endsWith(`$skiptoken=${middle}`);
      return { ...found, runs: isMiddle ? [...others, ...late] : others };
    };
    arrival.registryImports(8);
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ importRun: { bySourceTrigger: true } }] });
    expect(runsOf(arrival)).toEqual([RUN]);
  });

  it('is read in several calls, where the time of one does not reach; a page that went is no trouble', async () => {
    const arrival = filled(false);
    await arrival.putManifest();
    const { list } = arrival.deps.budgetedRuns;
    arrival.deps.budgetedRuns.list = async (end, page) => {
      await arrival.platform.advance(5_000);
      if (page?.endsWith(`$skiptoken=${OTHERS - 10}`) && arrival.minutes() > 6) {
        throw new ServiceRefusedError('list the runs', { words: '400 the token has expired' });
      }
      return list(end, page);
    };
    arrival.registryImports(8);
    const { report, calls } = await runArrival(arrival, {
      input: { patience: { ...arrival.input.patience, accessMinutes: 0 } },
    });
    expect(calls.filter((name) => name === 'lookForRegistryRun').length).toBeGreaterThan(2);
    expect(report).toMatchObject({ outcome: 'succeeded' });
  });

  it('whose next page goes while it is read is read from its beginning, and the app does not import meanwhile', async () => {
    const arrival = filled(false);
    await arrival.putManifest();
    const { list } = arrival.deps.budgetedRuns;
    let refusals = 0;
    arrival.deps.budgetedRuns.list = async (end, page) => {
      await arrival.platform.advance(5_000);
      if (page?.endsWith('$skiptoken=250') && refusals === 0) {
        refusals += 1;
        throw new ServiceRefusedError('list the runs', { words: '400 the token has expired' });
      }
      return list(end, page);
    };
    arrival.registryImports(8);
    const { report } = await runArrival(arrival);
    expect(refusals).toBe(1);
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ importRun: { bySourceTrigger: true } }] });
    expect(runsOf(arrival)).toEqual([RUN]);
  });

  it('is not begun anew where the service is busy in between: what was read counts', async () => {
    const arrival = filled(false);
    await arrival.putManifest();
    const { list } = arrival.deps.budgetedRuns;
    let reads = 0;
    arrival.deps.budgetedRuns.list = async (end, page) => {
      reads += 1;
      if (reads % 7 === 0) throw new ServiceUnavailableError('list the runs', { words: '429' });
      return list(end, page);
    };
    arrival.registryImports(8);
    const { report } = await runArrival(arrival);
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ importRun: { bySourceTrigger: true } }] });
    expect(runsOf(arrival)).toEqual([RUN]);
  });
});
