import path from 'node:path';
import { PROJECT_FOLDER } from '../../local/cli/projectFolder';
import { startHost } from '../../local/host/startHost';
import { MACHINE } from '../../local/machine';
import { readLocalSettings } from '../../local/settings';
import { startStack } from '../../local/stack/startStack';
import { endWithStarter } from '../measure/endWithStarter';

/** How long a start took. */
export interface StartUp {
  stackSeconds: number;
  hostSeconds: number;
}

/** Starts stack and host once in this process, as `npm start` does, tells its parent how long it took, and stops them. */
async function main(): Promise<void> {
  endWithStarter();
  const settings = readLocalSettings(process.env, process.cwd());
  const began = performance.now();
  const stack = await startStack(settings, MACHINE);
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
