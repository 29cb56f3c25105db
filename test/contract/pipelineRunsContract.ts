import type { PipelineRuns } from '../../src/domain/ports/pipelineRuns';
import type { RouteEnd } from '../../src/domain/route';
import { beginningOf, type RunDetails } from '../../src/domain/runs/runDetails';
import type { PipelinesUnderTest } from './transferPipelinesContract';

/** Registries whose runs can be begun and ended, and what they remember of them. */
export type RunsUnderTest = PipelinesUnderTest & { runs: PipelineRuns };

let names = 0;

function newRun(kind: 'e' | 'i'): string {
  names += 1;
  return `${kind}${String(names).padStart(32, '0')}`;
}

/** What PipelineRuns promise. */
export function describePipelineRunsContract(name: string, setUp: () => Promise<RunsUnderTest>): void {
  describe(`PipelineRuns: ${name}`, () => {
    async function all({ runs }: RunsUnderTest, end: RouteEnd): Promise<RunDetails[]> {
      const found: RunDetails[] = [];
      for (let page: string | undefined, more = true; more; more = page !== undefined) {
        const listed = await runs.list(end, page);
        found.push(...listed.runs);
        page = listed.next;
      }
      return found;
    }
    const exported = async (under: RunsUnderTest, run: string, blobName: string): Promise<void> =>
      void (await under.pipelines.startExport(under.source, 'prod', run, { blobName, artifacts: ['app:v1'] }));

    it('lists every run of a registry once, page by page, with its pipeline, its blob and how it stands', async () => {
      const under = await setUp();
      const own = Array.from({ length: 5 }, () => newRun('e'));
      for (const run of own) await exported(under, run, `${run}.tar.gz`);
      const listed = (await all(under, under.source)).filter((run) => own.includes(run.name));
      expect(listed.map((run) => run.name).sort()).toEqual(own);
      for (const run of listed) {
        expect(run).toMatchObject({ phase: 'running', blob: `${run.name}.tar.gz` });
        expect(run.pipelineId).toBe(`${under.source.registryId}/exportPipelines/${under.source.pipeline}`);
        expect(Date.parse(run.createdAt ?? '')).not.toBeNaN();
        expect(run.endedAt).toBeUndefined();
        expect(run).toMatchObject({ resourceId: `${under.source.registryId}/pipelineRuns/${run.name}`, percentage: 0 });
        expect(run.artifacts).toEqual(['app:v1']);
        expect(beginningOf(run)).not.toBeNaN();
      }
      await under.finish(under.source, own[0] ?? '');
    });

    it('a run that has ended says when; it is found by its name, an import as well', async () => {
      const under = await setUp();
      const run = newRun('i');
      await under.pipelines.startImport(under.target, 'prod', run, 'blob.tar.gz');
      await under.finish(under.target, run);
      const found = await under.runs.find(under.target, run);
      expect(found).toMatchObject({ name: run, phase: 'failed', blob: 'blob.tar.gz' });
      expect(Date.parse(found?.endedAt ?? '')).not.toBeNaN();
      const { correlationId: _ofOneAnswer, ...same } = found ?? {};
      expect((await all(under, under.target)).filter((each) => each.name === run)).toEqual([same]);
      expect(await under.runs.find(under.source, run)).toBeUndefined();
    });

    it('removes the run of that name and registry, and no other; twice is once', async () => {
      const under = await setUp();
      const [run, other] = [newRun('e'), newRun('e')];
      for (const one of [run, other]) await exported(under, one, 'blob.tar.gz');
      for (const one of [run, other]) await under.finish(under.source, one);
      await under.runs.remove(under.source, run);
      await under.runs.remove(under.source, run);
      expect(await under.runs.find(under.source, run)).toBeUndefined();
      expect(await under.runs.find(under.source, other)).toMatchObject({ name: other });
      expect((await all(under, under.source)).map((each) => each.name)).not.toContain(run);
    });
  });
}
