import type { Instances } from '../../domain/ports/instances';
import type { RunWindow } from '../../domain/ports/slots';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { endOfRuns, type OfTransfer } from '../ends';

/** Everything that the activities of slots reach. */
export type SlotDependencies = Pick<ActivityDependencies, 'slots' | 'transfers' | 'pipelines' | 'machine'> & {
  /** The orchestrations, by the durable client of the invocation. */
  instances: Instances;
};

/** A slot for a pipeline run. */
export interface SlotOfRun extends OfTransfer {
  kind: 'export' | 'import';
  runName: string;
  /** Id of the orchestration that starts and follows the run. */
  instance: string;
}

/** Where the run is, and whose slots it shares. */
export async function windowOf(
  deps: Pick<ActivityDependencies, 'transfers'>,
  slot: SlotOfRun,
): Promise<{ end: RouteEnd; window: RunWindow }> {
  const { kind } = slot;
  const end = await endOfRuns(deps, slot, kind);
  return { end, window: { registryId: end.registryId, kind } };
}
