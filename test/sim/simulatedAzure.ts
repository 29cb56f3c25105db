import type { ActivityDependencies } from '../../src/activities/dependencies';
import { CopySourceRefusedError } from '../../src/domain/failures/errors';
import type { Clock } from '../../src/domain/ports/clock';
import type { TransferPipelines } from '../../src/domain/ports/transferPipelines';
import type { RouteEnd } from '../../src/domain/route';
import { createFakes } from '../helpers/fakes';
import { digestOf } from '../helpers/fakeRegistries';
import { SOURCE, TARGET } from '../helpers/route';
import type { Day } from './day';

interface PendingRun {
  endsAt: number;
  begunAt: number;
  /** What the run does when it ends; answers why it fails. */
  finish(): string | undefined;
}

/** Two registries with ACR Transfer, two containers and the app's state, in memory, on virtual time. */
export function createSimulatedAzure(day: Day, { now }: Pick<Clock, 'now'>) {
  const { storage, registries, transfers, deps } = createFakes();
  const exported = new Map<string, Map<string, string>>();
  const pending = new Map<string, PendingRun>();
  for (const artifact of day.artifacts) registries.push(SOURCE, artifact, digestOf(artifact));
  if (!day.sourceIsReadable) {
    storage.beforeStage = async (_block, strategy) => {
      if (strategy === 'server') throw new CopySourceRefusedError('copy a block', { words: '403' });
    };
  }

  const pipelines: TransferPipelines = {
    async startExport(end, route, runName, request) {
      const status = await registries.pipelines.startExport(end, route, runName, request);
      begin(end, runName, day.exportSeconds, () => {
        const digests = request.artifacts.map((artifact) => [artifact, digestIn(end, artifact)] as const);
        exported.set(request.blobName, new Map(digests));
        storage.put(end, request.blobName, { size: day.blobSize });
        return undefined;
      });
      return status;
    },
    async startImport(end, route, runName, blobName) {
      const status = await registries.pipelines.startImport(end, route, runName, blobName);
      begin(end, runName, day.importSeconds, () => {
        if (storage.committed(end, blobName)?.size !== day.blobSize) return 'The blob is not there, or not whole.';
        for (const [artifact, digest] of exported.get(blobName) ?? []) registries.push(end, artifact, digest);
        return undefined;
      });
      return status;
    },
    async getRun(end, runName) {
      advance(end, runName);
      return registries.pipelines.getRun(end, runName);
    },
  };

  function digestIn(end: RouteEnd, artifact: string): string {
    return registries.digests.get(`${end.registryName}/${artifact}`) ?? '';
  }

  function begin(end: RouteEnd, runName: string, seconds: number, finish: PendingRun['finish']): void {
    const key = `${end.registryName}/${runName}`;
    if (registries.runs.get(key)?.status.status === undefined && !pending.has(key)) {
      pending.set(key, { begunAt: now(), endsAt: now() + seconds * 1000, finish });
    }
  }

  function advance(end: RouteEnd, runName: string): void {
    const run = pending.get(`${end.registryName}/${runName}`);
    if (!run) return;
    if (now() < run.endsAt) {
      const percentage = Math.floor((100 * (now() - run.begunAt)) / (run.endsAt - run.begunAt));
      return registries.setRun(end, runName, { provisioningState: 'Creating', status: 'Running', percentage });
    }
    pending.delete(`${end.registryName}/${runName}`);
    const errorMessage = run.finish();
    const state = errorMessage === undefined ? 'Succeeded' : 'Failed';
    const ended = { provisioningState: state, status: state, percentage: 100, ...(errorMessage && { errorMessage }) };
    registries.setRun(end, runName, ended);
  }

  const ports: Omit<ActivityDependencies, 'machine'> = { ...deps, pipelines };
  return { storage, registries, transfers, ports, source: SOURCE, target: TARGET };
}

export type SimulatedAzure = ReturnType<typeof createSimulatedAzure>;
