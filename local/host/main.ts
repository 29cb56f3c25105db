import path from 'node:path';
import { parseArgs } from 'node:util';
import { applySettingsFile } from './applySettingsFile';
import { exemptLoopback } from '../exemptLoopback';
import { MACHINE } from '../machine';
import { runHost } from './runHost';
import { withTimers } from './timedPlatform';

/** `node main.js --app FOLDER --port N --state FOLDER [--settings FILE]`: the built-in development host as a process. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      app: { type: 'string' },
      port: { type: 'string' },
      state: { type: 'string' },
      settings: { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!values.app || !values.state || !Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error('Usage: main.js --app FOLDER --port N --state FOLDER [--settings FILE]');
  }
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  // A parent that has gone takes the pipe with it: that is no reason to fail while stopping.
  process.stdout.on('error', () => undefined);
  let stop = (): void => process.exit(1);
  for (const reason of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(reason, () => stop());

  if (values.settings) await applySettingsFile(path.resolve(values.settings), process.env);
  exemptLoopback(process.env);
  const options = { app: path.resolve(values.app), state: path.resolve(values.state), port, write };
  const host = await runHost(withTimers(MACHINE), options);
  stop = () => {
    stop = () => undefined;
    // Whatever hangs must not keep the process alive once it was told to go.
    setTimeout(() => process.exit(1), 10_000).unref();
    host.close().then(() => process.exit(0), fail);
  };
  write(`host ready ${host.url}`);
  process.send?.({ type: 'ready', url: host.url });
}

function fail(error: unknown): void {
  process.stderr.write(`The Functions host cannot run: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
