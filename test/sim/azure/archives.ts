import { createHash } from 'node:crypto';
import type { FakeStorage } from '../../helpers/fakeStorage';
import { faultsOf, type Day, type RunKind } from '../day/day';
import type { Carried } from './carried';
import type { Run, Work } from './pipelineRuns';
import type { RegistriesOfDay } from './registriesOfDay';
import { TELLTALE } from './serviceSays';
import type { Truths } from './truths';

interface Surroundings {
  storage: FakeStorage;
  carried: Carried;
  registries: RegistriesOfDay;
  truths: Truths;
  /** From when on the target shows what is imported now. */
  shownAt: () => number;
  /** Told of each blob that an export has left. */
  onBlob: (run: Run, blobName: string) => void;
}

/** What export runs put into blobs, and import runs take out of them. */
export class Archives {
  /** By the checksum of the blob. */
  private readonly archives = new Map<string, [artifact: string, digest: string][]>();

  constructor(
    private readonly day: Day,
    private readonly around: Surroundings,
  ) {}

  /** What an export put into the blob of that checksum. */
  read(contentMd5: string): [artifact: string, digest: string][] | undefined {
    return this.archives.get(contentMd5);
  }

  export({ blobName, artifacts }: { blobName: string; artifacts: string[] }): Work {
    return (run) => {
      const { truths, registries, onBlob } = this.around;
      const { transfer } = run;
      const found = artifacts.map((artifact) => [artifact, registries.history.current(run.end, artifact)] as const);
      const missing = found.filter(([, digest]) => digest === undefined).map(([artifact]) => artifact);
      if (missing.length > 0 && !this.day.settings.continueOnErrors) {
        for (const artifact of missing) truths.permit('export_run_failed', { transfer, artifact });
        return `${missing.join(', ')} does not exist.`;
      }
      const poison = artifacts.find((artifact) => this.isPoison('export', artifact));
      if (poison !== undefined) {
        truths.permit('export_run_failed', { transfer, artifact: poison });
        return saysOf(poison);
      }
      for (const artifact of missing) truths.permit('artifact_not_delivered', { transfer, artifact });
      if (faultsOf(this.day, 'runFails').some((fault) => fault.run === 'export' && fault.transfer === transfer)) return;
      this.putBlob(
        run,
        blobName,
        found.filter((one): one is [string, string] => one[1] !== undefined),
      );
      onBlob(run, blobName);
      return undefined;
    };
  }

  private putBlob({ end, transfer }: Run, blobName: string, archive: [string, string][]): void {
    const { storage, truths } = this.around;
    const contentMd5 = createHash('md5')
      .update(JSON.stringify([blobName, archive]))
      .digest('base64');
    this.archives.set(contentMd5, archive);
    const lacks = faultsOf(this.day, 'blobUnfit').find((fault) => fault.transfer === transfer)?.lacks;
    if (lacks) truths.permit('exported_blob_unfit', { transfer });
    const metadata = lacks === 'category' ? { metadata: {} } : {};
    storage.put(end, blobName, { size: this.day.settings.blobSize, contentMd5, ...metadata });
    if (lacks === 'contentMd5') delete storage.committed(end, blobName)?.contentMd5;
  }

  import(blobName: string): Work {
    return (run, share) => {
      const blob = this.around.storage.committed(run.end, blobName);
      const brought = this.around.carried.contentOf(blob)?.archive;
      const exported = blob?.size === this.day.settings.blobSize ? this.archives.get(blob.contentMd5 ?? '') : undefined;
      const archive = brought ?? exported;
      if (!archive) {
        if (this.isSpoilt(run)) this.around.truths.permit('import_run_failed', { transfer: run.transfer });
        return 'The blob is not there, or no archive.';
      }
      const reasons: string[] = [];
      for (const [artifact, digest] of archive.slice(0, Math.floor(archive.length * share))) {
        const reason = this.deliver(run, artifact, digest);
        if (reason === undefined) continue;
        reasons.push(reason);
        if (!this.day.settings.continueOnErrors) break;
      }
      return reasons[0];
    };
  }

  private isPoison(run: RunKind, artifact: string): boolean {
    return faultsOf(this.day, 'poison').some((fault) => fault.run === run && fault.artifact === artifact);
  }

  /** @returns why the run cannot go on */
  private deliver({ end, transfer }: Run, artifact: string, digest: string): string | undefined {
    const { registries, truths, shownAt } = this.around;
    const { overwriteTags, continueOnErrors } = this.day.settings;
    if (this.isPoison('import', artifact)) {
      truths.permit('import_run_failed', { transfer, artifact });
      return saysOf(artifact);
    }
    const there = registries.history.current(end, artifact);
    if (there === undefined || there === digest || overwriteTags) {
      registries.push(end, artifact, digest, shownAt());
      return undefined;
    }
    truths.permit('digest_mismatch', { transfer, artifact });
    if (continueOnErrors) return undefined;
    truths.permit('import_run_failed', { transfer, artifact });
    return `The tag of ${artifact} exists.`;
  }

  /** Whether somebody else touched the blob: nobody but the app may be blamed for it otherwise. */
  private isSpoilt({ transfer }: Run): boolean {
    const spoiling = ['blobLost', 'blobReplaced'] as const;
    return spoiling.some((kind) => faultsOf(this.day, kind).some((fault) => fault.transfer === transfer));
  }
}

/** Names neither weather nor configuration. */
function saysOf(artifact: string): string {
  return `A layer of ${artifact} cannot be processed; ${TELLTALE}`;
}
