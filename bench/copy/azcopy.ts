import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Copier, CopyJob } from './job';
import { runTool } from './runTool';

/** The release that is measured, from npm: nothing of the app depends on it, so it is in no package.json. */
const PACKAGE = '@azure-tools/azcopy-linux@10.32.2';

const DONE = 'all parts of entire Job';
const LOOK_EVERY_MS = 25;

/** An installed AzCopy. */
export interface AzCopy {
  program: string;
  version: string;
  startUpSeconds: number;
  /** Folder of its plans and logs. */
  jobs: string;
  env(): NodeJS.ProcessEnv;
  args(job: CopyJob): string[];
}

/**
 * Installs AzCopy below `folder` where it is not there yet.
 *
 * @throws Error saying why it cannot be run here, and what to do.
 */
export async function prepareAzCopy(folder: string, caFile: string): Promise<AzCopy> {
  const program = (await findProgram(folder)) ?? (await install(folder));
  await chmod(program, 0o755);
  const jobs = path.join(folder, 'azcopy');
  await mkdir(jobs, { recursive: true });
  const env = (): NodeJS.ProcessEnv => ({
    AZCOPY_LOG_LOCATION: jobs,
    AZCOPY_JOB_PLAN_LOCATION: jobs,
    AZCOPY_DISABLE_SYSLOG: 'true',
    SSL_CERT_FILE: caFile,
  });
  const probe = await runTool(program, ['--version', '--skip-version-check'], { env: env() }).catch((error: Error) => {
    throw new Error(
      `AzCopy cannot be run: ${error.message.trim()} On Debian it needs libsecret-1-0: apt-get install -y libsecret-1-0`,
    );
  });
  return {
    program,
    version: /\d+\.\d+\.\d+/.exec(probe.output)?.[0] ?? 'unknown version',
    startUpSeconds: probe.seconds,
    jobs,
    env,
    args(job) {
      const whole = job.names.length === 1 ? `/${job.names[0]}` : '';
      return [
        'copy',
        `${job.source}${whole}?${job.sourceSas}`,
        `${job.target}${whole}?${job.targetSas}`,
        // AzCopy cannot tell from an address on 127.0.0.1 that it is blob storage.
        ...['--from-to', 'BlobBlob', '--skip-version-check', '--log-level', 'INFO'],
        // The size it chooses by itself, given because Azurite does not know the call that AzCopy prefers for a blob of one block.
        ...['--block-size-mb', '8'],
        ...(whole === '' ? ['--recursive', '--as-subdir=false'] : []),
      ];
    },
  };
}

/**
 * AzCopy checks only every two seconds whether it is done, so it is timed until its own log says that all parts of its job
 * are. CPU time and memory count until it exits.
 */
export function azCopyCopier(azcopy: AzCopy): Copier {
  return {
    name: 'azcopy',
    async copy(job) {
      const { jobs, startUpSeconds } = azcopy;
      await rm(jobs, { recursive: true, force: true });
      await mkdir(jobs, { recursive: true });
      const began = performance.now();
      let doneSeconds: number | undefined;
      const timer = setInterval(() => {
        if (doneSeconds === undefined && logSaysDone(jobs)) doneSeconds = (performance.now() - began) / 1000;
      }, LOOK_EVERY_MS);
      try {
        const { output: _, seconds, ...usage } = await runTool(azcopy.program, azcopy.args(job), { env: azcopy.env() });
        return { ...usage, seconds: (doneSeconds ?? seconds) - startUpSeconds, startUpSeconds };
      } finally {
        clearInterval(timer);
      }
    },
  };
}

function logSaysDone(jobs: string): boolean {
  const logs = readdirSync(jobs).filter((name) => name.endsWith('.log'));
  return logs.some((name) => readFileSync(path.join(jobs, name), 'utf8').includes(DONE));
}

async function install(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await runTool('npm', ['install', '--prefix', folder, '--no-save', '--no-package-lock', '--no-audit', PACKAGE]);
  const program = await findProgram(folder);
  if (program === undefined)
    throw new Error(
      `AzCopy cannot be run: the npm package ${PACKAGE} has no program for ${process.platform} on ${process.arch}.`,
    );
  return program;
}

async function findProgram(folder: string): Promise<string | undefined> {
  const bin = path.join(folder, 'node_modules', '@azure-tools', 'azcopy-linux', 'dist', 'bin');
  const wanted = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const names = await readdir(bin).catch(() => []);
  const name = names.find((file) => file.includes(wanted));
  return name === undefined ? undefined : path.join(bin, name);
}
