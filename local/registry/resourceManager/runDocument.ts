import { knowsAccessMode } from './apiVersions';
import type { PipelineRun, PipelineRunResponse, RunBlob } from './resources';

/** A run as GET answers it. @param leads shows `provisioningState: Succeeded` before `response.status` says so. */
export function runDocument(run: PipelineRun, apiVersion: string, leads: boolean): unknown {
  return {
    type: 'Microsoft.ContainerRegistry/registries/pipelineRuns',
    id: run.id,
    name: run.name,
    systemData: run.systemData,
    properties: {
      request: run.request,
      ...(run.forceUpdateTag === undefined ? {} : { forceUpdateTag: run.forceUpdateTag }),
      ...(run.response ? { response: describeResponse(run.response, apiVersion) } : {}),
      provisioningState: provisioningState(run, leads),
    },
  };
}

function provisioningState(run: PipelineRun, leads: boolean): string {
  const status = run.response?.status;
  if (status === 'Running') return leads ? 'Succeeded' : 'Creating';
  return status ?? 'Creating';
}

function describeResponse(response: PipelineRunResponse, apiVersion: string): unknown {
  const { source, target, ...rest } = response;
  return {
    ...rest,
    ...(source ? { source: describeBlob(source, apiVersion) } : {}),
    ...(target ? { target: describeBlob(target, apiVersion) } : {}),
  };
}

function describeBlob(blob: RunBlob, apiVersion: string): RunBlob {
  const { storageAccessMode, ...rest } = blob;
  return knowsAccessMode(apiVersion) && storageAccessMode ? { ...rest, storageAccessMode } : rest;
}
