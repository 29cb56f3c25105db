import type { RouteEnd } from '../../src/domain/route';
import { formatArtifact } from '../../src/domain/artifact';
import type { PipelineRunStatus } from '../../src/domain/pipelineRun';
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

  push(end: RouteEnd, artifact: string, digest: string): void {
    this.digests.set(`${end.registryName}/${artifact}`, digest);
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
    startExport: async (end, _route, runName, request) => this.putRun(end, runName, request),
    startImport: async (end, _route, runName, blobName) => this.putRun(end, runName, { blobName }),
    getRun: async (end, runName) => this.runs.get(`${end.registryName}/${runName}`)?.status,
  };

  /** The same run again changes nothing, as at the service. */
  private putRun(end: RouteEnd, runName: string, request: object): PipelineRunStatus {
    const key = `${end.registryName}/${runName}`;
    this.puts += 1;
    const resourceId = `${end.registryId}/pipelineRuns/${runName}`;
    const run = this.runs.get(key) ?? { request, status: { resourceId, provisioningState: 'Creating', percentage: 0 } };
    this.runs.set(key, run);
    return run.status;
  }
}
