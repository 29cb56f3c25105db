import type { RouteEnd } from '../../src/domain/route';
import { formatArtifact } from '../../src/domain/artifact';
import { ResourceNotFoundError, ServiceRefusedError } from '../../src/domain/failures/errors';
import { phaseOf, type PipelineRunStatus } from '../../src/domain/pipelineRun';
import type { Catalog } from '../../src/domain/ports/catalog';
import type { TransferPipelines } from '../../src/domain/ports/transferPipelines';

/** A digest that looks real; the same name always gives the same one. */
export function digestOf(name: string): string {
  return `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64)}`;
}

/** Two registries in memory: what they hold, and the pipeline runs that were asked of them. */
export class FakeRegistries {
  /** Digests by `registry/repository:tag` or `registry/repository@digest`. */
  readonly digests = new Map<string, string>();
  readonly runs = new Map<string, { request: object; status: PipelineRunStatus }>();
  lookups: string[] = [];
  puts = 0;
  /** Called before a look-up is answered: throw to let it fail. */
  beforeLookup: (key: string) => Promise<void> = async () => {};
  private readonly removedPipelines = new Set<string>();

  /** What is pushed by a tag can be found by its digest too, and still can when the tag moves on. */
  push(end: RouteEnd, artifact: string, digest: string): void {
    const [repository = ''] = artifact.split(/[:@]/);
    this.digests.set(`${end.registryName}/${artifact}`, digest);
    this.digests.set(`${end.registryName}/${repository}@${digest}`, digest);
  }

  /** From now on, no run of this end's pipeline can be created. */
  removePipeline(end: RouteEnd): void {
    this.removedPipelines.add(pipelineId(end));
  }

  setRun(end: RouteEnd, runName: string, status: Partial<PipelineRunStatus>): void {
    const run = this.runs.get(`${end.registryName}/${runName}`);
    if (!run) throw new Error(`There is no run ${runName}.`);
    run.status = { ...run.status, ...status };
  }

  readonly catalog: Catalog = {
    findDigest: async (end, _route, artifact) => {
      const key = `${end.registryName}/${formatArtifact(artifact)}`;
      this.lookups.push(key);
      await this.beforeLookup(key);
      return this.digests.get(key);
    },
  };

  readonly pipelines: TransferPipelines = {
    startExport: async (end, route, runName, request) => this.putRun(end, route, runName, request),
    startImport: async (end, route, runName, blobName) => this.putRun(end, route, runName, { blobName }),
    getRun: async (end, runName) => structuredClone(this.runs.get(`${end.registryName}/${runName}`)?.status),
  };

  /** The same run again changes nothing, as at the service. */
  private putRun(end: RouteEnd, route: string, runName: string, request: object): PipelineRunStatus {
    this.puts += 1;
    if (this.removedPipelines.has(pipelineId(end))) {
      const pipeline = `The pipeline ${end.pipeline} of ${end.registryId}`;
      throw new ResourceNotFoundError(pipeline, route, { words: 'ResourceNotFound' });
    }
    const key = `${end.registryName}/${runName}`;
    const found = this.runs.get(key);
    const isSame = found !== undefined && JSON.stringify(found.request) === JSON.stringify(request);
    if (found && !isSame && phaseOf(found.status) === 'running') {
      throw new ServiceRefusedError(`create the pipeline run ${runName}`, { words: 'Conflict' });
    }
    const resourceId = `${end.registryId}/pipelineRuns/${runName}`;
    const created = {
      request: structuredClone(request),
      status: { resourceId, provisioningState: 'Creating', percentage: 0 },
    };
    const run = isSame ? found : created;
    this.runs.set(key, run);
    return structuredClone(run.status);
  }
}

function pipelineId({ registryId, pipeline }: RouteEnd): string {
  return `${registryId}/${pipeline}`;
}
