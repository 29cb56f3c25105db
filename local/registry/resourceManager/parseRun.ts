import { isDeepStrictEqual } from 'node:util';
import { invalidInput, resourceNotFound } from './armError';
import { parseArmPath } from './armPath';
import type { EmulatedRegistry } from './emulatedRegistry';
import { asObject } from './parsePipeline';
import type { Pipeline, PipelineRun, PipelineRunRequest } from './resources';

const MOST_ARTIFACTS = 50;

export interface RunInput {
  request: PipelineRunRequest;
  forceUpdateTag?: string;
}

/**
 * What a run's PUT body asks for.
 *
 * @throws ArmError 400 naming the property; 404 when the registry has no such pipeline.
 */
export function parseRun(registry: EmulatedRegistry, body: unknown): RunInput {
  const { properties } = asObject(body, 'The request body');
  const { request, forceUpdateTag } = asObject(properties, "'properties'");
  const asked = asObject(request, "'properties.request'") as Partial<PipelineRunRequest>;
  const pipeline = findPipeline(registry, asked.pipelineResourceId);
  if (pipeline.kind === 'exportPipelines') {
    requireBlob(asked.target, 'properties.request.target');
    requireArtifacts(asked.artifacts);
  } else {
    requireBlob(asked.source, 'properties.request.source');
  }
  const parsed: RunInput = { request: asked as PipelineRunRequest };
  if (forceUpdateTag === undefined || forceUpdateTag === null) return parsed;
  if (typeof forceUpdateTag !== 'string') throw invalidInput("'properties.forceUpdateTag' must be a string.");
  return { ...parsed, forceUpdateTag };
}

/** A PUT that asks for what the run already is does not run it again. */
export function isSameRun(run: PipelineRun, input: RunInput): boolean {
  return run.forceUpdateTag === input.forceUpdateTag && isDeepStrictEqual(run.request, input.request);
}

/** @throws ArmError 400 for what is no pipeline's resource id, 404 for one that this registry does not have. */
export function findPipeline(registry: EmulatedRegistry, resourceId: unknown): Pipeline {
  const at = "'properties.request.pipelineResourceId'";
  if (typeof resourceId !== 'string') throw invalidInput(`${at} is required.`);
  const path = parseArmPath(resourceId);
  const { collection } = path;
  if (path.name === undefined || (collection !== 'exportPipelines' && collection !== 'importPipelines')) {
    throw invalidInput(`${at} is not the resource id of an export or import pipeline.`);
  }
  const own = path.registry?.toLowerCase() === registry.name.toLowerCase();
  const found = own ? registry[collection].get(path.name) : undefined;
  if (found) return found;
  const type = `Microsoft.ContainerRegistry/registries/${path.registry}/${collection}`;
  throw resourceNotFound(type, path.name, registry.resourceGroup);
}

function requireBlob(blob: unknown, at: string): void {
  const { type, name } = asObject(blob, `'${at}'`);
  if (type !== undefined && type !== 'AzureStorageBlob') throw invalidInput(`'${at}.type' must be AzureStorageBlob.`);
  if (typeof name !== 'string' || name === '') throw invalidInput(`'${at}.name' is required.`);
}

function requireArtifacts(artifacts: unknown): void {
  const at = "'properties.request.artifacts'";
  if (!Array.isArray(artifacts) || artifacts.length === 0 || artifacts.some((each) => typeof each !== 'string')) {
    throw invalidInput(`${at} must be an array of at least one artifact.`);
  }
  if (artifacts.length > MOST_ARTIFACTS) {
    throw invalidInput(`${at} has ${artifacts.length} artifacts; at most ${MOST_ARTIFACTS} are allowed in one run.`);
  }
}
