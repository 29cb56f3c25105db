import type { ActivityDependencies } from '../../src/activities/dependencies';
import { CopySourceRefusedError } from '../../src/domain/failures/errors';
import { formatArtifact } from '../../src/domain/artifact';
import type { Catalog } from '../../src/domain/ports/catalog';
import type { TransferPipelines } from '../../src/domain/ports/transferPipelines';
import type { RouteEnd } from '../../src/domain/route';
import { createFakes } from '../helpers/fakes';
import { digestOf, partsOf } from '../helpers/fakeRegistries';
import { SOURCE, TARGET } from '../helpers/route';
import type { Day } from './day';
import type { Clock } from '../../src/domain/ports/machine';

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
  /** When the registries begin to show a run or an artifact: their replicas lag. */
  const shownAt = new Map<string, number>();
  const isShown = (key: string): boolean => now() >= (shownAt.get(key) ?? 0);
  for (const artifact of day.artifacts) registries.push(SOURCE, artifact, digestOf(artifact));
  let vanish = day.blocksVanish;
  storage.beforeCommit = async () => {
    if (vanish) storage.loseStagedBlocks();
    vanish = false;
  };
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
        for (const [artifact, digest] of exported.get(blobName) ?? []) {
          registries.push(end, artifact, digest);
          shownAt.set(`${end.registryName}/${artifact}`, now() + day.lagSeconds * 1000);
          const [repository = ''] = artifact.split(':');
          for (const part of partsOf(digest)) {
            shownAt.set(`${end.registryName}/${repository}@${part.digest}`, now() + 2 * day.lagSeconds * 1000);
          }
        }
        return undefined;
      });
      return status;
    },
    async getRun(end, runName) {
      advance(end, runName);
      return isShown(`${end.registryName}/${runName}`) ? registries.pipelines.getRun(end, runName) : undefined;
    },
  };

  function digestIn(end: RouteEnd, artifact: string): string {
    return registries.digests.get(`${end.registryName}/${artifact}`) ?? '';
  }

  function begin(end: RouteEnd, runName: string, seconds: number, finish: PendingRun['finish']): void {
    const key = `${end.registryName}/${runName}`;
    if (registries.runs.get(key)?.status.status === undefined && !pending.has(key)) {
      shownAt.set(key, now() + day.lagSeconds * 1000);
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

  const catalog: Catalog = {
    ...registries.catalog,
    hasBlob: async (end, route, repository, digest) =>
      isShown(`${end.registryName}/${repository}@${digest}`) &&
      registries.catalog.hasBlob(end, route, repository, digest),
    findDigest: async (end, route, artifact) =>
      isShown(`${end.registryName}/${formatArtifact(artifact)}`)
        ? registries.catalog.findDigest(end, route, artifact)
        : undefined,
  };
  const ports: Omit<ActivityDependencies, 'machine'> = { ...deps, pipelines, catalog };
  return { storage, registries, transfers, ports, source: SOURCE, target: TARGET };
}

export type SimulatedAzure = ReturnType<typeof createSimulatedAzure>;
