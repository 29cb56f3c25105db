import { endHostProcess, forkHostProcess } from './hostProcess';
import type { StartedHost, StartHostOptions } from './startedHost';

/**
 * Forks the built-in host. It goes away with this process, however this process ends: it watches the channel between them.
 *
 * @throws Error with the host's last lines when it ends before it is ready.
 */
export async function startBuiltInHost(options: StartHostOptions): Promise<StartedHost> {
  const { app, port, stateFolder } = options;
  const args = ['--app', app, '--port', String(port), '--state', stateFolder];
  const host = forkHostProcess('host/main', args, options, ['--enable-source-maps']);
  const { child, pid, exited } = host;
  const ready = new Promise<string>((resolve) => {
    child.on('message', (message: { type?: string; url?: string }) => {
      if (message.type === 'ready' && message.url) resolve(message.url);
    });
  });
  const url = await Promise.race([ready, exited.then(() => undefined)]);
  if (url === undefined) {
    throw new Error(`The built-in Functions host ended before it was ready. Its last lines:\n${host.lastLines()}`);
  }
  return {
    url,
    pid,
    kind: 'built-in',
    stop: () => endHostProcess(host),
    kill: () => void child.kill('SIGKILL'),
    exited,
  };
}
