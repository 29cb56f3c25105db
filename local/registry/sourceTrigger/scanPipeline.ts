import { createHash } from 'node:crypto';
import type { EmulatedRegistry } from '../resourceManager/emulatedRegistry';
import { type Pipeline, type PipelineRun, serviceTime } from '../resourceManager/resources';
import { type ContainerAccess, openContainer } from '../runs/openContainer';
import type { RunEngine } from '../runs/runEngine';
import { isTakenByTrigger, type ListedBlob } from './isTakenByTrigger';
import type { ScanMemory } from './scanMemory';

/** Longest name of a run. */
const LONGEST_NAME = 50;

/**
 * Starts a run for every blob in an import pipeline's container that its trigger takes and has not taken yet.
 *
 * A blob that is not taken leaves no trace, and neither does a container that cannot be listed.
 */
export async function scanPipeline(
  registry: EmulatedRegistry,
  pipeline: Pipeline,
  options: { access: ContainerAccess; memory: ScanMemory; engine: RunEngine; signal: AbortSignal },
): Promise<void> {
  const { access, memory, engine, signal } = options;
  const blobs = await listBlobs(pipeline, access, signal);
  for (const blob of blobs ?? []) {
    const { etag } = blob.properties;
    if (memory.has(blob.name, etag) || !isTakenByTrigger(blob, access.platform.now())) continue;
    const run = runOf(registry, pipeline, blob, access);
    // The name follows from blob and ETag: a stack that ended before it remembered the blob finds the run.
    if (!registry.pipelineRuns.get(run.name)) {
      registry.pipelineRuns.save(run);
      engine.enqueue(registry, run);
    }
    memory.add(blob.name, etag);
  }
  if (blobs) memory.keepOnly(new Set(blobs.map(({ name }) => name)));
}

/** Undefined when the container cannot be listed, by its SAS or identity. */
async function listBlobs(
  pipeline: Pipeline,
  access: ContainerAccess,
  abortSignal: AbortSignal,
): Promise<ListedBlob[] | undefined> {
  const blobs: ListedBlob[] = [];
  try {
    const container = await openContainer(pipeline, access);
    for await (const blob of container.listBlobsFlat({ includeMetadata: true, abortSignal })) blobs.push(blob);
    return blobs;
  } catch {
    return undefined;
  }
}

function runOf(
  registry: EmulatedRegistry,
  pipeline: Pipeline,
  { name: blob, properties }: ListedBlob,
  { platform }: ContainerAccess,
): PipelineRun {
  const content = createHash('sha256').update(JSON.stringify([pipeline.systemData.createdAt, blob, properties.etag]));
  const ending = `_${content.digest('hex').slice(0, 16)}`;
  const name = pipeline.name.slice(0, LONGEST_NAME - ending.length) + ending;
  const now = serviceTime(platform.now());
  const createdBy = pipeline.identity?.principalId ?? registry.name;
  return {
    id: `${registry.id}/pipelineRuns/${name}`,
    name,
    operationId: `pipelineruns-${platform.newId()}`,
    request: { pipelineResourceId: pipeline.id, source: { type: 'AzureStorageBlob', name: blob } },
    sourceUpdatedAt: serviceTime(properties.lastModified.getTime()),
    systemData: {
      ...{ createdBy, createdByType: 'Application', createdAt: now },
      ...{ lastModifiedBy: createdBy, lastModifiedByType: 'Application', lastModifiedAt: now },
    },
  };
}
