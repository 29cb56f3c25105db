import { rm } from 'node:fs/promises';
import { startHost } from '../../local/launcher/startHost';
import { readUsage } from '../measure/usage';

/** What it took a host to answer for the first time. */
export interface FirstAnswer {
  /** From the start of its process on. */
  seconds: number;
  /** User and system time of the process until then. */
  cpuSeconds: number;
  /** The largest resident set until then. */
  peakRssMiB: number;
}

/**
 * Starts the built-in host on an app, with an empty task hub, and asks it for its routes.
 *
 * @param app.folder with package.json and host.json @throws Error when the answer is not 200.
 */
export async function measureFirstAnswer(
  app: { folder: string; env: NodeJS.ProcessEnv },
  { port, stateFolder }: { port: number; stateFolder: string },
): Promise<FirstAnswer> {
  await rm(stateFolder, { recursive: true, force: true, maxRetries: 3 });
  const began = performance.now();
  const host = await startHost({ app: app.folder, port, stateFolder, env: app.env, prefer: 'built-in' });
  const response = await fetch(`${host.url}/api/routes`);
  const seconds = (performance.now() - began) / 1000;
  const usage = readUsage(host.pid);
  await host.stop();
  if (response.status !== 200) throw new Error(`${app.folder} answered ${response.status}: ${await response.text()}`);
  return { seconds, cpuSeconds: usage?.cpuSeconds ?? Number.NaN, peakRssMiB: usage?.peakRssMiB ?? Number.NaN };
}
