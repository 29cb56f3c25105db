import type { Copier, CopyJob } from './job';
import { runTool } from './runTool';

export interface Rclone {
  version: string;
  startUpSeconds: number;
  caFile: string;
}

/** @throws Error saying how to install it when it is not there. */
export async function findRclone(caFile: string): Promise<Rclone> {
  const probe = await runTool('rclone', ['version']).catch(() => {
    throw new Error('rclone is not installed. On Debian: apt-get install -y rclone');
  });
  const version = /v(\d+\.\d+\.\d+)/.exec(probe.output)?.[1] ?? 'unknown version';
  return { version, startUpSeconds: probe.seconds, caFile };
}

/** Between two remotes rclone streams: the bytes pass through it, as they pass through the relay. */
export function rcloneCopier({ startUpSeconds, caFile }: Rclone): Copier {
  return {
    name: 'rclone',
    async copy(job) {
      const name = job.names.length === 1 ? `/${job.names[0]}` : '';
      const [source, target] = [job.source, job.target].map((uri) => uri.slice(uri.lastIndexOf('/') + 1));
      const args = [name === '' ? 'copy' : 'copyto', `source:${source}${name}`, `target:${target}${name}`];
      const run = await runTool('rclone', [...args, '--config', '/dev/null'], { env: environment(job, caFile) });
      const { output: _, seconds, ...usage } = run;
      return { ...usage, seconds: seconds - startUpSeconds, startUpSeconds };
    },
  };
}

function environment(job: CopyJob, caFile: string): NodeJS.ProcessEnv {
  return {
    SSL_CERT_FILE: caFile,
    RCLONE_CONFIG_SOURCE_TYPE: 'azureblob',
    RCLONE_CONFIG_SOURCE_SAS_URL: `${job.source}?${job.sourceSas}`,
    RCLONE_CONFIG_TARGET_TYPE: 'azureblob',
    RCLONE_CONFIG_TARGET_SAS_URL: `${job.target}?${job.targetSas}`,
  };
}
