import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROJECT_FOLDER } from '../../local/cli/localSettingsFile';
import { startBuiltInHost } from '../../local/launcher/startBuiltInHost';
import { freePort } from '../../local/http/freePort';
import { createTransferStore } from '../../src/azure/state/transfers/transferStore';
import { MACHINE } from '../../src/services/machine';
import type { ExportedBlob } from '../../src/domain/copy/exportedBlob';
import { loadRoutes } from '../../src/settings/routes/loadRoutes';
import { readUsage } from '../measure/usage';
import type { BenchCopyInput } from './app/index';
import type { CopyJobs } from './copyJobs';
import type { Copier, CopyJob } from './job';
import type { BenchStorage } from './benchStorage';

const LOOK_EVERY_MS = 50;

export interface AppHost extends Copier {
  stop(): Promise<void>;
}

/** Starts the app, with the bench's orchestration, on the built-in host. */
export async function startAppHost(storage: BenchStorage, jobs: CopyJobs): Promise<AppHost> {
  const app = path.join(storage.folder, 'app');
  const stateFolder = path.join(storage.folder, 'app-state');
  await rm(stateFolder, { recursive: true, force: true });
  await mkdir(app, { recursive: true });
  const main = path.relative(app, path.join(PROJECT_FOLDER, 'dist', 'bench', 'copy', 'app', 'index.js'));
  await writeFile(path.join(app, 'package.json'), JSON.stringify({ main }));
  await copyFile(path.join(PROJECT_FOLDER, 'host.json'), path.join(app, 'host.json'));
  const state = storage.client('state').getContainerClient('acr-ferry');
  await state.createIfNotExists();
  const began = performance.now();
  const host = await startBuiltInHost({
    app,
    port: await freePort(),
    stateFolder,
    env: { ...storage.env, FERRY_ROUTES: jobs.routesFile, FERRY_STATE_CONTAINER: state.url },
  });
  const startUpSeconds = (performance.now() - began) / 1000;
  return {
    name: 'app',
    async copy(job) {
      const before = readUsage(host.pid);
      const input = await inputFor(storage, job);
      await claimTransfer(input);
      const start = performance.now();
      await runOnHost(host.url, input);
      const seconds = (performance.now() - start) / 1000;
      const after = readUsage(host.pid);
      if (!before || !after) return { seconds, startUpSeconds };
      return {
        seconds,
        startUpSeconds,
        cpuSeconds: after.cpuSeconds - before.cpuSeconds,
        peakRssMiB: after.peakRssMiB,
      };
    },
    stop: () => host.stop(),
  };

  /** The activities of a transfer read its record. */
  async function claimTransfer({ batch: { transferId, route } }: BenchCopyInput): Promise<void> {
    const pinnedRoute = loadRoutes(await readFile(jobs.routesFile, 'utf8')).routes.get(route);
    if (!pinnedRoute) throw new Error(`${jobs.routesFile} has no usable route "${route}".`);
    const startedBy = { kind: 'functionKey', name: 'bench' } as const;
    const createdAt = new Date().toISOString();
    await createTransferStore(state, MACHINE).claim({
      id: transferId,
      route,
      pinnedRoute,
      artifacts: [],
      startedBy,
      createdAt,
    });
  }
}

async function inputFor(storage: BenchStorage, job: CopyJob): Promise<BenchCopyInput> {
  const name = job.names[0] ?? '';
  const container = job.source.slice(job.source.lastIndexOf('/') + 1);
  const found = await storage.client('source').getContainerClient(container).getBlobClient(name).getProperties();
  const blob: ExportedBlob = {
    name,
    size: found.contentLength ?? 0,
    etag: found.etag ?? '',
    contentMd5: Buffer.from(found.contentMD5 ?? []).toString('base64'),
    metadata: found.metadata ?? {},
  };
  const batch = {
    transferId: `bench-${job.run}`,
    route: job.run,
    batch: { name: 'bench', artifacts: [] },
    polling: { firstSeconds: 1, maxSeconds: 2, deadlineMinutes: 60 },
    patience: { stepMinutes: 5, verificationSeconds: 0 },
  };
  return { batch, blob };
}

/** From the request that starts the copy to the first answer that says it is done. */
async function runOnHost(origin: string, input: BenchCopyInput): Promise<void> {
  const copies = `${origin}/api/bench/copies`;
  const started = await fetch(copies, { method: 'POST', body: JSON.stringify(input) });
  if (started.status !== 202) throw new Error(`${copies} answered ${started.status}: ${await started.text()}`);
  for (;;) {
    const answer = await fetch(`${copies}/${input.batch.transferId}`);
    const { runtimeStatus, output } = (await answer.json()) as {
      runtimeStatus: string;
      output?: { ending: { end: string } };
    };
    if (runtimeStatus === 'Completed' && output?.ending.end === 'done') return;
    if (!['Pending', 'Running'].includes(runtimeStatus) || output) {
      throw new Error(`The app's copy ended as ${runtimeStatus}: ${JSON.stringify(output)}`);
    }
    await sleep(LOOK_EVERY_MS);
  }
}
