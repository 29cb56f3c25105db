import { PipelineBusyError } from '../../src/domain/failures/errors';
import { isChanging, type ActualPipeline, type DesiredPipeline } from '../../src/domain/pipelines/pipeline';
import type { RoutePipelines } from '../../src/domain/ports/routePipelines';
import type { RouteEnd } from '../../src/domain/route';
import { pipelineIdOf } from '../../src/domain/pipelines/pipelineId';
import type { EndName } from '../../src/domain/runs/runFilter';

interface Kept {
  pipeline: ActualPipeline;
  /** Looks until the service has done with it. */
  looks: number;
  isGoing: boolean;
}

/** Export and import pipelines of registries, in memory. */
export class FakeRoutePipelines implements RoutePipelines {
  readonly kept = new Map<string, Kept>();
  /** Looks that a change or a removal takes. */
  looks = 0;
  /** Why what is put ends as Failed. */
  failure: string | undefined;
  /** Every change, as `put <id>` and `remove <id>`. */
  changes: string[] = [];
  /** Called before something is put: throw to let it fail, or change what is kept. */
  beforePut: () => Promise<void> = async () => {};
  private principals = 0;

  /** What is there, to be changed by hand. */
  at(name: EndName, end: RouteEnd): ActualPipeline {
    const found = this.kept.get(keyOf(name, end));
    if (!found) throw new Error(`There is no pipeline ${end.pipeline}.`);
    return found.pipeline;
  }

  async find(name: EndName, end: RouteEnd): Promise<ActualPipeline | undefined> {
    const key = keyOf(name, end);
    const found = this.kept.get(key);
    if (!found) return undefined;
    if (isChanging(found.pipeline) && (found.looks -= 1) < 0) {
      if (found.isGoing) this.kept.delete(key);
      else this.settle(found.pipeline);
    }
    return this.kept.has(key) ? structuredClone(found.pipeline) : undefined;
  }

  async put(name: EndName, end: RouteEnd, desired: DesiredPipeline): Promise<ActualPipeline> {
    await this.beforePut();
    const key = keyOf(name, end);
    const before = this.kept.get(key)?.pipeline;
    this.requireRest(before, 'change');
    this.changes.push(`put ${key}`);
    const { userAssignedIdentity, containerUri, storageAccessMode, secretUri, options, sourceTrigger } = desired;
    const pipeline: ActualPipeline = {
      resourceId: pipelineIdOf(name, end),
      ...{ containerUri, storageAccessMode, options: [...options] },
      ...(secretUri !== undefined && { secretUri }),
      ...(name === 'target' && { sourceTrigger: sourceTrigger ?? 'Enabled' }),
      identity:
        userAssignedIdentity === undefined
          ? { type: 'SystemAssigned', principalId: this.principalOf(before), userAssigned: [] }
          : { type: 'UserAssigned', userAssigned: [{ id: userAssignedIdentity, principalId: guid(99) }] },
      provisioningState: before ? 'Updating' : 'Creating',
    };
    this.kept.set(key, { pipeline, looks: this.looks, isGoing: false });
    if (this.looks === 0) this.settle(pipeline);
    return structuredClone(pipeline);
  }

  async remove(name: EndName, end: RouteEnd): Promise<void> {
    const key = keyOf(name, end);
    const found = this.kept.get(key);
    if (!found) return;
    this.requireRest(found.pipeline, 'delete');
    this.changes.push(`remove ${key}`);
    found.pipeline.provisioningState = 'Deleting';
    Object.assign(found, { looks: this.looks, isGoing: true });
    if (this.looks === 0) this.kept.delete(key);
  }

  private settle(pipeline: ActualPipeline): void {
    pipeline.provisioningState = this.failure === undefined ? 'Succeeded' : 'Failed';
    if (this.failure !== undefined) pipeline.errorMessage = this.failure;
  }

  private requireRest(pipeline: ActualPipeline | undefined, doing: string): void {
    if (!pipeline || !isChanging(pipeline)) return;
    throw new PipelineBusyError(`${doing} the pipeline`, {
      words: `409 Conflict: it is ${pipeline.provisioningState}.`,
    });
  }

  private principalOf(before: ActualPipeline | undefined): string {
    this.principals += 1;
    return before?.identity?.principalId ?? guid(this.principals);
  }
}

function keyOf(name: EndName, end: RouteEnd): string {
  return pipelineIdOf(name, end).toLowerCase();
}

function guid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
