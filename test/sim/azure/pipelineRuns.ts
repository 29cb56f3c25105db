import { toPipelineRunStatus } from '../../../src/azure/arm/pipelineRunDocument';
import type { PipelineRunStatus } from '../../../src/domain/pipelineRun';
import type { TransferPipelines } from '../../../src/domain/ports/transferPipelines';
import type { RouteEnd } from '../../../src/domain/route';
import type { FakeRegistries } from '../../helpers/fakeRegistries';
import type { VirtualPlatform } from '../../../local/host/virtualPlatform';
import { faultsOf, type Day, type DaySettings, type FaultOf, type RunKind } from '../day/day';
import { TELLTALE } from './serviceSays';
import type { Truths } from './truths';

/** A pipeline run at the service. */
export interface Run {
  kind: RunKind;
  end: RouteEnd;
  name: string;
  blobName: string;
  /** Index of its transfer. */
  transfer: number;
  begunAt: number;
  /** How long it works. */
  seconds: number;
  /** Whether the storage refuses its pipeline, whose role does not act yet. */
  isRefused: boolean;
  endedAt?: number;
}

/** What a run does when it ends; answers why it fails. `share`: how much of it, 0 to 1. */
export type Work = (run: Run, share: number) => string | undefined;

interface Surroundings {
  day: Day;
  /** When the day begins. */
  begun: number;
  platform: VirtualPlatform;
  registries: FakeRegistries;
  truths: Truths;
  /** Which transfer a blob belongs to. */
  transferOf: (blobName: string) => number;
  onBegin: (run: Run) => void;
  onExport: (request: { blobName: string; artifacts: string[] }) => Work;
  onImport: (blobName: string) => Work;
}

/** A run that is refused does not get as far as to work. */
const REFUSED_SECONDS = 5;
/** Azure/azure-cli-extensions#8706. */
const REFUSED = `Failed to access storage. Service request failed. Status: 403 (This request is not authorized to perform this operation using this permission.); ${TELLTALE}`;
/** Looks that are odd for so long are believed (docs/reliability.md). */
const BELIEVED_SECONDS = 150;

/** Pipeline runs that take their time, and end as the day says. */
export class PipelineRuns {
  readonly runs: Run[] = [];
  private readonly hidden = new Set<string>();

  constructor(private readonly around: Surroundings) {}

  readonly pipelines: TransferPipelines = {
    startExport: async (end, route, runName, request) => {
      const status = await this.around.registries.pipelines.startExport(end, route, runName, request);
      this.begin('export', end, runName, request.blobName, this.around.onExport(request));
      return this.shown(end, status);
    },
    startImport: async (end, route, runName, blobName) => {
      const status = await this.around.registries.pipelines.startImport(end, route, runName, blobName);
      this.begin('import', end, runName, blobName, this.around.onImport(blobName));
      return this.shown(end, status);
    },
    getRun: async (end, runName) => {
      const status = await this.around.registries.pipelines.getRun(end, runName);
      const run = this.find(end, runName);
      if (!status || !run || this.hidden.has(runName) || this.secondsOf(run) < this.lag) return undefined;
      return this.shown(end, status);
    },
    exportOptions: async (end) => {
      const found = await this.around.registries.pipelines.exportOptions(end);
      return found && this.around.day.settings.continueOnErrors ? ['ContinueOnErrors'] : found;
    },
    importTrigger: (end) => this.around.registries.pipelines.importTrigger(end),
  };

  private find(end: RouteEnd, name: string): Run | undefined {
    return this.runs.find((run) => run.name === name && run.end.registryName === end.registryName);
  }

  private begin(kind: RunKind, end: RouteEnd, name: string, blobName: string, work: Work): void {
    if (this.find(end, name)) return;
    const { day, platform, truths } = this.around;
    const transfer = this.around.transferOf(blobName);
    const natural = kind === 'export' ? day.settings.exportSeconds : day.settings.importSeconds;
    const stalls = faultsOf(day, 'runStalls').filter((fault) => fault.run === kind && fault.transfer === transfer);
    const isRefused = this.isRoleNew(kind);
    const seconds = isRefused ? REFUSED_SECONDS : stalls.reduce((sum, stall) => sum + stall.seconds, natural);
    const run: Run = { kind, end, name, blobName, transfer, begunAt: platform.now(), seconds, isRefused };
    this.runs.push(run);
    this.around.onBegin(run);
    if (seconds + 600 > day.settings.deadlineMinutes * 60) truths.permit(`${kind}_run_overdue`, { transfer });
    this.noteBabble(run);
    const vanishing = this.faults(run, 'runVanishes').find(({ afterSeconds }) => afterSeconds < seconds);
    if (vanishing) this.vanish(run, vanishing.afterSeconds);
    if (!vanishing || vanishing.isDone) platform.callAt(run.begunAt + seconds * 1000, () => this.finish(run, work));
  }

  private faults<Kind extends 'runFails' | 'runStalls' | 'runVanishes' | 'runBabbles'>(run: Run, kind: Kind) {
    const all = faultsOf<'runFails' | 'runStalls' | 'runVanishes' | 'runBabbles'>(this.around.day, kind);
    return all.filter((fault) => fault.run === run.kind && fault.transfer === run.transfer) as FaultOf<Kind>[];
  }

  private isRoleNew(kind: RunKind): boolean {
    const { day, platform, begun } = this.around;
    return faultsOf(day, 'roleNew').some(
      ({ end, actsAtSecond }) =>
        (end === 'source') === (kind === 'export') && platform.now() < begun + actsAtSecond * 1000,
    );
  }

  /** Whether it is one of the first of its kind, of those that have ended. */
  private falters({ kind, transfer }: Run): boolean {
    const ended = this.runs.filter(
      (run) => run.kind === kind && run.transfer === transfer && run.endedAt !== undefined,
    );
    const faltering = faultsOf(this.around.day, 'runFalters').filter(
      (fault) => fault.run === kind && fault.transfer === transfer,
    );
    return faltering.some(({ times }) => ended.length < times);
  }

  private vanish(run: Run, afterSeconds: number): void {
    const { platform, truths } = this.around;
    platform.callAt(run.begunAt + afterSeconds * 1000, () => {
      this.hidden.add(run.name);
      truths.permit('resource_not_found', { transfer: run.transfer });
    });
  }

  /** Words that nobody has described are believed in the end: what is there by then, counts. */
  private noteBabble(run: Run): void {
    const { truths } = this.around;
    const babble = this.faults(run, 'runBabbles').filter(({ afterSeconds }) => afterSeconds <= run.seconds + 600);
    // The looks in between may be lost, or none may be due.
    const since = this.lag > 0 ? 0 : Math.min(...babble.map(({ afterSeconds }) => afterSeconds));
    const until = Math.max(...babble.map(({ afterSeconds, seconds }) => afterSeconds + seconds));
    if (babble.length === 0 || until - since < BELIEVED_SECONDS) return;
    truths.permit(run.kind === 'export' ? 'exported_blob_missing' : 'artifact_not_delivered', {
      transfer: run.transfer,
    });
  }

  private finish(run: Run, work: Work): void {
    const { registries, truths, platform } = this.around;
    const failing = this.faults(run, 'runFails')[0];
    const reason =
      (run.isRefused ? REFUSED : undefined) ??
      (this.falters(run) ? `Internal server error: try again later; ${TELLTALE}` : undefined) ??
      work(run, failing?.share ?? 1) ??
      (failing && `It was told to fail; ${TELLTALE}`);
    run.endedAt = platform.now();
    if (failing && !run.isRefused) truths.permit(`${run.kind}_run_failed`, { transfer: run.transfer });
    const properties =
      reason === undefined
        ? SUCCEEDED
        : failedWith(this.around.day.settings, reason, run, run.isRefused ? undefined : failing?.word);
    const status = toPipelineRunStatus({ headers: {}, body: { properties } }, this.idOf(run.end, run.name));
    registries.setRun(run.end, run.name, status);
  }

  /** What a look shows of a run: its states while it is at work, or the words of the day. */
  private shown(end: RouteEnd, status: PipelineRunStatus): PipelineRunStatus {
    const run = this.runs.find(({ name }) => status.resourceId === this.idOf(end, name));
    if (!run) return status;
    const { settings } = this.around.day;
    const seconds = this.secondsOf(run);
    const babble = this.faults(run, 'runBabbles').find(
      (fault) => seconds >= fault.afterSeconds && seconds < fault.afterSeconds + fault.seconds,
    );
    const words = babble?.words ?? (run.endedAt === undefined ? settings.atWork : undefined);
    if (!words) return status;
    const { provisioningState, status: word, ...properties } = { ...words };
    const response = {
      ...(word !== undefined && { status: word }),
      progress: { percentage: String(Math.floor((100 * seconds) / run.seconds)) },
    };
    const body = { properties: { ...properties, ...(provisioningState && { provisioningState }), response } };
    return toPipelineRunStatus({ headers: {}, body }, status.resourceId);
  }

  private idOf(end: RouteEnd, name: string): string {
    return `${end.registryId}/pipelineRuns/${name}`;
  }

  private secondsOf({ begunAt }: Run): number {
    return (this.around.platform.now() - begunAt) / 1000;
  }

  private get lag(): number {
    return lagOf(this.around.day);
  }
}

const SUCCEEDED = {
  provisioningState: 'Succeeded',
  response: { status: 'Succeeded', progress: { percentage: '100' } },
};

/** Seconds for which the registries of a day do not show what is new. */
export function lagOf(day: Day): number {
  return Math.max(0, ...faultsOf(day, 'lag').map(({ seconds }) => seconds));
}

function failedWith({ hasFailed }: DaySettings, reason: string, { begunAt, endedAt }: Run, word: string = 'Failed') {
  const worded = (state: string | undefined): string | undefined => (state === 'Failed' ? word : state);
  const [provisioningState, status] = [worded(hasFailed.provisioningState), worded(hasFailed.status)];
  return {
    ...(provisioningState !== undefined && { provisioningState }),
    response: {
      ...(status !== undefined && { status }),
      startTime: new Date(begunAt).toISOString(),
      ...(endedAt !== undefined && { finishTime: new Date(endedAt).toISOString() }),
      pipelineRunErrorMessage: reason,
    },
  };
}
