import { parseBlobName } from '../../../domain/names';
import { creatorOf, type RunDetails } from '../../../domain/runs/runDetails';
import type { EndName } from '../../../domain/runs/runFilter';
import type { RunSummary, RunView } from '../schemas/runView';

/** Where a run is shown. */
export interface RunAddress {
  apiUrl: string;
  route: string;
  end: EndName;
}

/** One line of a list. */
export function viewRunSummary({ apiUrl, route, end }: RunAddress, run: RunDetails): RunSummary {
  const { name, resourceId, phase, provisioningState, status, percentage, blob, errorMessage } = run;
  const pipeline = run.pipelineId?.slice(run.pipelineId.lastIndexOf('/') + 1);
  const transferId = parseBlobName(blob ?? '')?.transferId;
  return {
    ...{ end, name, resourceId },
    ...(pipeline && { pipeline }),
    ...{ createdBy: creatorOf(run), state: phase },
    ...(provisioningState !== undefined && { provisioningState }),
    ...(status !== undefined && { status }),
    percentage,
    ...(blob !== undefined && { blob }),
    ...timesOf(run),
    ...(errorMessage !== undefined && { errorMessage }),
    ...(transferId !== undefined && {
      transfer: { id: transferId, statusUrl: `${apiUrl}/transfers/${transferId}` },
    }),
    runUrl: `${apiUrl}/routes/${route}/runs/${end}/${encodeURIComponent(name)}`,
  };
}

/** All that is known of a run. */
export function viewRun(address: RunAddress, run: RunDetails): RunView {
  const { artifacts, importedArtifacts, catalogDigest, correlationId } = run;
  return {
    ...viewRunSummary(address, run),
    ...(artifacts && { artifacts }),
    ...(importedArtifacts && { importedArtifacts }),
    ...(catalogDigest !== undefined && { catalogDigest }),
    ...(correlationId !== undefined && { correlationId }),
  };
}

/** The service writes times with seven decimals and an offset; what is no time is left out. */
function timesOf(run: RunDetails): Pick<RunSummary, 'createdAt' | 'startedAt' | 'endedAt' | 'writtenAt'> {
  const names = ['createdAt', 'startedAt', 'endedAt', 'writtenAt'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const time = Date.parse(run[name] ?? '');
      return Number.isNaN(time) ? [] : [[name, new Date(time).toISOString()]];
    }),
  );
}
