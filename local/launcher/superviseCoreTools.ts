import { spawn } from 'node:child_process';

/**
 * `node superviseCoreTools.js FUNC ARGUMENT…` runs Core Tools in a process group of its own and ends the whole group on
 * SIGTERM, on the message "kill", and when the process that forked this one has gone: `func` itself does none of it.
 */
const [func = '', ...args] = process.argv.slice(2);
const isWindows = process.platform === 'win32';
const child = spawn(func, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: !isWindows, shell: isWindows });

function signal(name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (isWindows) spawn('taskkill', ['/pid', String(child.pid), '/t', '/f']);
    else process.kill(-child.pid, name);
  } catch {
    // The group has gone already.
  }
}

child.once('error', (error) => {
  process.stderr.write(`${func} cannot be started: ${error.message}\n`);
  process.exit(1);
});
child.once('exit', (code) => {
  // What it leaves behind, a worker for instance, goes with it.
  signal('SIGKILL');
  process.exit(code ?? 1);
});
for (const name of ['SIGTERM', 'SIGINT'] as const) {
  process.on(name, () => {
    signal('SIGTERM');
    setTimeout(() => signal('SIGKILL'), 8000).unref();
  });
}
process.on('message', (message) => {
  if (message === 'kill') signal('SIGKILL');
});
process.once('disconnect', () => signal('SIGKILL'));
