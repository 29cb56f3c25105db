import { createHash } from 'node:crypto';
import type { ImportTrigger } from '../../src/domain/arrivals/registryRun';
import type { RunDetails } from '../../src/domain/runs/runDetails';
import type { RouteEnd } from '../../src/domain/route';
import { formatArtifact } from '../../src/domain/artifact';
import { readManifestContent, type ManifestContent, type Part } from '../../src/domain/image/manifestContent';
import { ResourceNotFoundError, ServiceRefusedError } from '../../src/domain/failures/errors';
import type { Unreadable } from '../../src/domain/listing';
import { phaseOf, type PipelineRunStatus } from '../../src/domain/pipelineRun';
import type { Catalog } from '../../src/domain/ports/catalog';
import type { RegistryListing } from '../../src/domain/ports/registryListing';
import type { PipelineRuns } from '../../src/domain/ports/pipelineRuns';
import type { TransferPipelines } from '../../src/domain/ports/transferPipelines';
import { createFakeListing } from './fakeListing';

/** A digest that looks real; the same name always gives the same one. */
export function digestOf(name: string): string {
  return `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64)}`;
}

/** The parts of an image that was pushed by its digest alone. */
export function partsOf(digest: string): Part[] {
  const part = (kind: 'config' | 'layer'): Part => {
    return { kind, digest: sha256(`${kind} of ${digest}`), mediaType: `application/vnd.oci.image.${kind}.v1`, size: 7 };
  };
  return [part('config'), part('layer')];
}

function sha256(text: string | Buffer): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';

/** A pipeline run, by whoever created it. */
export interface FakeRun {
  request: object;
  status: PipelineRunStatus;
  pipelineId?: string;
  createdAt?: string;
  startedAt?: string;
  endedAt?: string;
  /** Of a run that the registry began itself: when its blob was written, and the address that it read. */
  writtenAt?: string;
  blobUri?: string;
}

/** Two registries in memory: what they hold, and the pipeline runs that were asked of them. */
export class FakeRegistries {
  /** Digests by `registry/repository:tag` or `registry/repository@digest`. */
  readonly digests = new Map<string, string>();
  /** By `registry/repository@digest`. */
  readonly manifests = new Map<string, ManifestContent>();
  /** Configs and layers, as `registry/repository@digest`. */
  readonly blobs = new Set<string>();
  /** Of tags and manifests, by the keys of `digests`: milliseconds since 1970. */
  readonly times = new Map<string, { createdAt: number; updatedAt: number }>();
  /** Why tags and manifests cannot be read, by the keys of `digests`. */
  readonly states = new Map<string, Unreadable>();
  /** All that was ever in a repository, by `registry/repository`: keys of `digests`. It stays when they are deleted. */
  readonly repositories = new Map<string, Set<string>>();
  readonly runs = new Map<string, FakeRun>();
  /** Runs on a page of a list. */
  runsPerPage = 2;
  /** What was asked for, by the keys above: digests, manifests and blobs. */
  lookups: string[] = [];
  puts = 0;
  /** Called before a look-up is answered: throw to let it fail. */
  beforeLookup: (key: string) => Promise<void> = async () => {};
  /** As many as a registry puts on a page of a list. */
  pageSize = 1000;
  /** What time it is when something is pushed. */
  now: () => number = () => 0;
  /** Options of export pipelines, by `registry`. */
  readonly exportOptions = new Map<string, string[]>();
  /** Source triggers of import pipelines, by `registry`: off where none is here. */
  readonly triggers = new Map<string, ImportTrigger>();
  private readonly removedPipelines = new Set<string>();

  /**
   * What is pushed by a tag can be found by its digest too, and still can when the tag moves on. A digest that the
   * repository does not know yet is that of a whole image.
   */
  push(end: RouteEnd, artifact: string, digest: string): void {
    const [repository = ''] = artifact.split(/[:@]/);
    const key = `${end.registryName}/${repository}@${digest}`;
    this.setDigest(`${end.registryName}/${artifact}`, digest);
    this.setDigest(key, digest);
    if (this.manifests.has(key)) return;
    const parts = partsOf(digest);
    this.manifests.set(key, { mediaType: IMAGE, parts });
    for (const part of parts) this.blobs.add(`${end.registryName}/${repository}@${part.digest}`);
  }

  private setDigest(key: string, digest: string): void {
    const [repository = ''] = key.split(/[:@]/);
    const known = this.repositories.get(repository) ?? new Set();
    this.repositories.set(repository, known.add(key));
    if (this.digests.get(key) === digest) return;
    const now = this.now();
    this.digests.set(key, digest);
    this.times.set(key, { createdAt: this.times.get(key)?.createdAt ?? now, updatedAt: now });
  }

  /** Answers the digest of the manifest. Nothing of what it points to is pushed with it. */
  putManifest(end: RouteEnd, repository: string, mediaType: string, document: object, tag?: string): string {
    const digest = sha256(JSON.stringify(document));
    const key = `${end.registryName}/${repository}@${digest}`;
    this.setDigest(key, digest);
    if (tag !== undefined) this.setDigest(`${end.registryName}/${repository}:${tag}`, digest);
    this.manifests.set(key, readManifestContent(mediaType, document));
    return digest;
  }

  putBlob(end: RouteEnd, repository: string, content: Buffer | string): string {
    const digest = sha256(content);
    this.blobs.add(`${end.registryName}/${repository}@${digest}`);
    return digest;
  }

  /** Deletes a manifest or a blob by its digest; tags that point to it go on doing so. */
  remove(end: RouteEnd, repository: string, digest: string): void {
    const key = `${end.registryName}/${repository}@${digest}`;
    this.digests.delete(key);
    this.manifests.delete(key);
    this.blobs.delete(key);
  }

  /** From now on, no run of this end's pipeline can be created. */
  removePipeline(end: RouteEnd): void {
    this.removedPipelines.add(pipelineId(end));
  }

  /** The registry imports a blob by itself, as its source trigger has it do. */
  startRegistryRun(end: RouteEnd, runName: string, blobName: string, changes: Partial<FakeRun> = {}): void {
    const resourceId = `${end.registryId}/pipelineRuns/${runName}`;
    this.runs.set(`${end.registryName}/${runName}`, {
      pipelineId: `${end.registryId}/importPipelines/${end.pipeline}`,
      request: { blobName },
      status: { resourceId, provisioningState: 'Creating', percentage: 0 },
      createdAt: new Date(this.now()).toISOString(),
      ...changes,
    });
  }

  setRun(end: RouteEnd, runName: string, status: Partial<PipelineRunStatus>): void {
    const run = this.runs.get(`${end.registryName}/${runName}`);
    if (!run) throw new Error(`There is no run ${runName}.`);
    run.status = { ...run.status, ...status };
    if (['succeeded', 'failed'].includes(phaseOf(run.status))) run.endedAt ??= new Date(this.now()).toISOString();
  }

  readonly catalog: Catalog = {
    findDigest: async (end, _route, artifact) =>
      this.digests.get(await this.lookUp(`${end.registryName}/${formatArtifact(artifact)}`)),
    readManifest: async (end, _route, repository, digest) =>
      structuredClone(this.manifests.get(await this.lookUp(`${end.registryName}/${repository}@${digest}`))),
    hasBlob: async (end, _route, repository, digest) =>
      this.blobs.has(await this.lookUp(`${end.registryName}/${repository}@${digest}`)),
  };

  readonly listing: RegistryListing = createFakeListing(this, async (key) => void (await this.lookUp(key)));

  private async lookUp(key: string): Promise<string> {
    this.lookups.push(key);
    await this.beforeLookup(key);
    return key;
  }

  readonly pipelines: TransferPipelines = {
    startExport: async (end, route, runName, request) => this.putRun(end, route, runName, request),
    startImport: async (end, route, runName, blobName) => this.putRun(end, route, runName, { blobName }),
    getRun: async (end, runName) => structuredClone(this.runs.get(`${end.registryName}/${runName}`)?.status),
    exportOptions: async (end) =>
      this.removedPipelines.has(pipelineId(end)) ? undefined : [...(this.exportOptions.get(end.registryName) ?? [])],
    importTrigger: async (end) =>
      this.removedPipelines.has(pipelineId(end))
        ? undefined
        : { ...(this.triggers.get(end.registryName) ?? { isOn: false }) },
  };

  /** Pages are cut by numbers of runs, as the emulated service does: what is deleted meanwhile moves the others. */
  readonly pipelineRuns: PipelineRuns = {
    list: async (end, page) => {
      const prefix = `${end.registryName}/`;
      const keys = [...this.runs.keys()].filter((key) => key.startsWith(prefix));
      const address = `${end.cloud.resourceManagerEndpoint}${end.registryId}/pipelineRuns`;
      const from = Number(page === undefined ? 0 : new URL(page).searchParams.get('$skiptoken'));
      const runs = keys.slice(from, from + this.runsPerPage).map((key) => this.listed(key));
      const next = from + this.runsPerPage;
      return { runs, ...(next < keys.length && { next: `${address}?$skiptoken=${next}` }) };
    },
    find: async (end, name) => {
      const key = `${end.registryName}/${name}`;
      return this.runs.has(key) ? this.listed(key) : undefined;
    },
    remove: async (end, name) => void this.runs.delete(`${end.registryName}/${name}`),
  };

  private listed(key: string): RunDetails {
    const run = this.runs.get(key) as FakeRun;
    const { request, status, pipelineId: pipeline, createdAt, endedAt, writtenAt } = run;
    const { blobName, artifacts } = request as { blobName?: string; artifacts?: string[] };
    return {
      ...structuredClone(status),
      ...(artifacts && { artifacts: [...artifacts] }),
      ...(run.startedAt !== undefined && { startedAt: run.startedAt }),
      name: key.slice(key.indexOf('/') + 1),
      phase: phaseOf(status),
      ...(pipeline !== undefined && { pipelineId: pipeline }),
      ...(blobName !== undefined && run.blobUri === undefined && { blob: blobName }),
      ...(run.blobUri !== undefined && { blobUri: run.blobUri }),
      ...(createdAt !== undefined && { createdAt }),
      ...(endedAt !== undefined && { endedAt }),
      ...(writtenAt !== undefined && { writtenAt }),
    };
  }

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
    const kind = 'artifacts' in request ? 'exportPipelines' : 'importPipelines';
    const created: FakeRun = {
      pipelineId: `${end.registryId}/${kind}/${end.pipeline}`,
      startedAt: new Date(this.now()).toISOString(),
      request: structuredClone(request),
      status: { resourceId, provisioningState: 'Creating', percentage: 0 },
      createdAt: new Date(this.now()).toISOString(),
    };
    const run = isSame ? found : created;
    this.runs.set(key, run);
    return structuredClone(run.status);
  }
}

function pipelineId({ registryId, pipeline }: RouteEnd): string {
  return `${registryId}/${pipeline}`;
}
