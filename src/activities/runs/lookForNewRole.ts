import type { RunCause } from '../../domain/runCause';
import type { ActivityDependencies } from '../dependencies';
import { endOfRuns, type OfTransfer } from '../ends';

/** Whether a refused run is made again. */
export interface NewRole {
  /** By when a role of the pipeline's identity acts that was too new when the run was refused; ISO 8601. Absent where there is none, or nobody tells. */
  actsBy?: string;
  /** True where an earlier orchestration of the batch has begun to make it again. */
  isMadeAgain?: true;
}

/** Looks whether the roles of a pipeline's identity were too new when one of its runs was refused, so that another run may do better. */
export async function lookForNewRole(
  deps: Pick<ActivityDependencies, 'transfers' | 'doctor'>,
  input: OfTransfer & {
    kind: 'export' | 'import';
    /** ISO 8601. */
    refusedAt: string;
    where?: RunCause['where'];
    /** Name of the run that would be the next one. */
    nextRun: string;
  },
): Promise<NewRole> {
  const { transferId, kind, refusedAt, where, nextRun } = input;
  if (await deps.transfers.isRunNoted(transferId, nextRun)) return { isMadeAgain: true };
  const end = await endOfRuns(deps, input, kind);
  const name = kind === 'export' ? 'source' : 'target';
  const actsBy = await deps.doctor.newRoleActsBy(name, end, Date.parse(refusedAt), where);
  return actsBy === undefined ? {} : { actsBy };
}
