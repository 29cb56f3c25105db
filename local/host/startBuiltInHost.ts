import { fork } from 'node:child_process';
import { compiledProgram } from './compiledProgram';
import type { StartedHost, StartHostOptions } from './startHost';
import { endProcess, watchHostProcess } from './watchHostProcess';

/**
 * Forks the built-in host. It goes away with this process, however this process ends: it watches the channel between them.
 *
 * @throws Error with the host's last lines when it ends before it is ready.
 */
export async function startBuiltInHost(options: StartHostOptions): Promise<StartedHost> {
  const { app, port, stateFolder } = options;
  const child = fork(compiledProgram('main'), ['--app', app, '--port', String(port), '--state', stateFolder], {
    cwd: app,
    env: { ...process.env, ...options.env },
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { pid, exited, lastLines } = watchHostProcess(child, options.onLog);
  const ready = new Promise<string>((resolve) => {
    child.on('message', (message: { type?: string; url?: string }) => {
      if (message.type === 'ready' && message.url) resolve(message.url);
    });
  });
  const url = await Promise.race([ready, exited.then(() => undefined)]);
  if (url === undefined) {
    throw new Error(`The built-in Functions host ended before it was ready. Its last lines:\n${lastLines()}`);
  }
  return {
    url,
    pid,
    kind: 'built-in',
    stop: () => endProcess(exited, (signal) => void child.kill(signal)),
    kill: () => void child.kill('SIGKILL'),
    exited,
  };
}
