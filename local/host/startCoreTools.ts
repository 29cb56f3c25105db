import { fork } from 'node:child_process';
import { compiledProgram } from './compiledProgram';
import type { StartedHost, StartHostOptions } from './startHost';
import { endProcess, watchHostProcess } from './watchHostProcess';

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
  const child = fork(compiledProgram('superviseCoreTools'), [func, 'start', '--port', String(port)], {
    cwd: app,
    env: { ...process.env, ...options.env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { pid, exited, lastLines } = watchHostProcess(child, options.onLog);
  const host: StartedHost = {
    url,
    pid,
    kind: 'core-tools',
    stop: () => endProcess(exited, (name) => void child.kill(name)),
    kill: () => void (child.connected && child.send('kill')),
    exited,
  };
  const problem = await waitUntilRunning(url, exited);
  if (problem === undefined) return host;
  await host.stop();
  throw new Error(`${func} start in ${app}: ${problem} Its last lines:\n${lastLines()}`);
}

async function waitUntilRunning(url: string, exited: Promise<number | null>): Promise<string | undefined> {
  let ended = false;
  void exited.then(() => (ended = true));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (ended) return 'the host ended before it was running.';
    if (await isRunning(url)) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return `the host was not running after ${START_TIMEOUT_MS / 1000} s.`;
}

async function isRunning(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/admin/host/status`, { signal: AbortSignal.timeout(5000) });
    return answer.ok && ((await answer.json()) as { state?: string }).state === 'Running';
  } catch {
    return false;
  }
}
