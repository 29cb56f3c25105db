import { endHostProcess, forkHostProcess } from './hostProcess';
import type { StartedHost, StartHostOptions } from './startedHost';

const START_TIMEOUT_MS = 180_000;

/**
 * Runs `func start` in the app folder, which must hold a local.settings.json, and waits until the host is running. It goes
 * away with this process, however this process ends.
 *
 * @param func path of Azure Functions Core Tools
 * @throws Error with the last lines of its output when it ends, or is not running after three minutes.
 */
export async function startCoreTools(func: string, options: StartHostOptions): Promise<StartedHost> {
  const { app, port } = options;
  const url = `http://127.0.0.1:${port}`;
  const supervisor = forkHostProcess('launcher/superviseCoreTools', [func, 'start', '--port', String(port)], options);
  const { child, pid, exited } = supervisor;
  const host: StartedHost = {
    url,
    pid,
    kind: 'core-tools',
    stop: () => endHostProcess(supervisor),
    kill: () => void (child.connected && child.send('kill')),
    exited,
  };
  const problem = await waitUntilRunning(url, exited);
  if (problem === undefined) return host;
  await host.stop();
  throw new Error(`${func} start in ${app}: ${problem} Its last lines:\n${supervisor.lastLines()}`);
}

async function waitUntilRunning(url: string, exited: Promise<number | null>): Promise<string | undefined> {
  let ended = false;
  void exited.then(() => (ended = true));
  const tooLate = AbortSignal.timeout(START_TIMEOUT_MS);
  while (!tooLate.aborted) {
    if (ended) return 'the host ended before it was running.';
    if (await saysRunning(url)) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return `the host was not running after ${START_TIMEOUT_MS / 1000} s.`;
}

async function saysRunning(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/admin/host/status`, { signal: AbortSignal.timeout(5000) });
    return answer.ok && ((await answer.json()) as { state?: string }).state === 'Running';
  } catch {
    return false;
  }
}
