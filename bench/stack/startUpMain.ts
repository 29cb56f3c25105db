import path from 'node:path';
import { PROJECT_FOLDER } from '../../local/cli/localSettingsFile';
import { startHost } from '../../local/launcher/startHost';
import { MACHINE } from '../../local/machine';
import { readStackSettings } from '../../local/stack/stackSettings';
import { startStack } from '../../local/stack/startStack';
import { endWithStarter } from '../measure/endWithStarter';

/** How long a start took. */
export interface StartUp {
  stackSeconds: number;
  hostSeconds: number;
}

/** Starts stack and host once in this process, as `npm start` does, sends its parent how long that took, and stops them. */
async function main(): Promise<void> {
  endWithStarter();
  const settings = readStackSettings(process.env, process.cwd());
  const began = performance.now();
  const stack = await startStack(MACHINE, settings);
  const stackIsUp = performance.now();
  const host = await startHost({
    app: PROJECT_FOLDER,
    port: settings.ports.host,
    stateFolder: path.join(settings.folder, 'host'),
    env: stack.appSettings,
  });
  const hostIsUp = performance.now();
  const startUp: StartUp = { stackSeconds: (stackIsUp - began) / 1000, hostSeconds: (hostIsUp - stackIsUp) / 1000 };
  process.send?.(startUp);
  await host.stop();
  await stack.stop();
  process.exit(0);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
