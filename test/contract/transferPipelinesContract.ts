import { ResourceNotFoundError, ServiceRefusedError } from '../../src/domain/failures/errors';
import { phaseOf } from '../../src/domain/pipelineRun';
import type { TransferPipelines } from '../../src/domain/ports/transferPipelines';
import type { RouteEnd } from '../../src/domain/route';

/** A source and a target registry with a pipeline each, whose runs stay at work until the test ends them. */
export interface PipelinesUnderTest {
  pipelines: TransferPipelines;
  source: RouteEnd;
  target: RouteEnd;
  /** Options of the source's export pipeline, at least one. */
  exportOptions: string[];
  /** An end whose registry has no such pipeline. */
  withoutPipeline: RouteEnd;
  /** Switches the source trigger of the target's import pipeline. */
  switchTrigger(isOn: boolean): Promise<void>;
  /** Lets a run come to its end, with or without success. */
  finish(end: RouteEnd, runName: string): Promise<void>;
}

const EXPORT = { blobName: 'blob.tar.gz', artifacts: ['app:v1'] };
let names = 0;

function newRun(): string {
  names += 1;
  return `contract${names}`;
}

/** What TransferPipelines promise. */
export function describeTransferPipelinesContract(name: string, setUp: () => Promise<PipelinesUnderTest>): void {
  describe(`TransferPipelines: ${name}`, () => {
    /** The two kinds of runs, started alike. */
    async function begin(kind: 'export' | 'import') {
      const under = await setUp();
      const { pipelines } = under;
      const end = kind === 'export' ? under.source : under.target;
      const start = (runName: string, blobName = EXPORT.blobName, at = end) =>
        kind === 'export'
          ? pipelines.startExport(at, 'prod', runName, { ...EXPORT, blobName })
          : pipelines.startImport(at, 'prod', runName, blobName);
      return { ...under, end, start, run: newRun() };
    }

    it('a run that was never created is undefined, in another registry too', async () => {
      const { pipelines, source, target, start, run } = await begin('export');
      expect(await pipelines.getRun(source, run)).toBeUndefined();
      await start(run);
      expect(await pipelines.getRun(target, run)).toBeUndefined();
    });

    describe.each(['export', 'import'] as const)('%s', (kind) => {
      it('a run is at work once it is created, and has the resource id of its name', async () => {
        const { pipelines, start, end, run } = await begin(kind);
        const resourceId = `${end.registryId}/pipelineRuns/${run}`;
        const created = await start(run);
        expect(created).toMatchObject({ resourceId, percentage: 0 });
        const found = await pipelines.getRun(end, run);
        expect(found).toMatchObject({ resourceId });
        expect([created, found].map((one) => one && phaseOf(one))).toEqual(['running', 'running']);
      });

      it('the same run again is the same run, while it is at work and when it has ended', async () => {
        const { pipelines, start, finish, end, run } = await begin(kind);
        const { resourceId } = await start(run);
        expect((await start(run)).resourceId).toBe(resourceId);
        await finish(end, run);
        const ended = await pipelines.getRun(end, run);
        expect(ended && phaseOf(ended)).not.toBe('running');
        const again = await start(run);
        expect(again).toMatchObject({ resourceId, status: ended?.status });
        expect(phaseOf(again)).toBe(ended && phaseOf(ended));
      });

      it('another run of that name is refused while the first one is at work', async () => {
        const { pipelines, start, end, run } = await begin(kind);
        await start(run);
        await expect(start(run, 'other.tar.gz')).rejects.toBeInstanceOf(ServiceRefusedError);
        expect(await pipelines.getRun(end, run)).toBeDefined();
      });

      it('a pipeline that does not exist is named, and nothing is created', async () => {
        const { pipelines, start, withoutPipeline, run } = await begin(kind);
        const started = start(run, EXPORT.blobName, withoutPipeline);
        await expect(started).rejects.toBeInstanceOf(ResourceNotFoundError);
        await expect(started).rejects.toThrow(withoutPipeline.pipeline);
        expect(await pipelines.getRun(withoutPipeline, run)).toBeUndefined();
      });
    });

    it('the options of an export pipeline, or none where there is no such pipeline', async () => {
      const { pipelines, source, withoutPipeline, exportOptions } = await setUp();
      expect(exportOptions).not.toEqual([]);
      expect(await pipelines.exportOptions(source)).toEqual(exportOptions);
      expect(await pipelines.exportOptions(withoutPipeline)).toBeUndefined();
    });

    it('the source trigger of an import pipeline and when the pipeline was written, or none where there is no such pipeline', async () => {
      const { pipelines, target, switchTrigger } = await setUp();
      for (const isOn of [true, false]) {
        await switchTrigger(isOn);
        const found = await pipelines.importTrigger(target);
        expect(found?.isOn).toBe(isOn);
        expect(Date.parse(found?.changedAt ?? '')).not.toBeNaN();
      }
      expect(await pipelines.importTrigger({ ...target, pipeline: 'gone' })).toBeUndefined();
    });

    it('what is answered is a copy', async () => {
      const { pipelines, start, end, run } = await begin('export');
      (await start(run)).percentage = 99;
      Object.assign((await pipelines.getRun(end, run)) ?? {}, { percentage: 99 });
      expect(await pipelines.getRun(end, run)).toMatchObject({ percentage: 0 });
      (await pipelines.exportOptions(end))?.push('other');
      expect(await pipelines.exportOptions(end)).not.toContain('other');
    });
  });
}
