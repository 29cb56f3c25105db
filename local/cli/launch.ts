import { createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';
import { findCoreTools } from '../host/findCoreTools';
import { type StartedHost, startHost } from '../host/startHost';
import type { Platform } from '../platform';
import type { LocalSettings } from '../settings';
import { type Stack, startStack } from '../stack/startStack';
import { writeLocalSettings } from './localSettingsFile';
import { PROJECT_FOLDER } from './projectFolder';
import type { Shutdown } from './shutdown';

/** Where the Functions host's output is kept. */
export function hostLogOf(settings: LocalSettings): string {
  return path.join(settings.folder, 'logs', 'host.log');
}

/** Where Core Tools look for app settings. */
export const SETTINGS_FILE = path.join(PROJECT_FOLDER, 'local.settings.json');

/** Starts the stack for a command, which ends when a part of the stack does. */
export async function launchStack(
  settings: LocalSettings,
  platform: Platform,
  options: { reset: boolean; shutdown: Shutdown },
): Promise<Stack> {
  const { reset, shutdown } = options;
  const starting = startStack(settings, platform, { reset, onLost: shutdown.fail });
  // Also when it is to end while it starts: it is stopped as soon as it has started.
  shutdown.add(async () => (await starting.catch(() => undefined))?.stop());
  return shutdown.race(starting);
}

/** Starts a Functions host on the stack for a command, which ends when the host does. */
export async function launchHost(stack: Stack, shutdown: Shutdown): Promise<StartedHost> {
  const { settings, appSettings } = stack;
  if (findCoreTools(process.env)) await writeLocalSettings(SETTINGS_FILE, appSettings, settings.ports.host);
  const logFile = hostLogOf(settings);
  const log = createWriteStream(logFile, { flags: 'a' });
  const starting = startHost({
    app: PROJECT_FOLDER,
    port: settings.ports.host,
    stateFolder: path.join(settings.folder, 'host'),
    env: appSettings,
    onLog: (line) => log.write(`${line}\n`),
  });
  let stopping = false;
  shutdown.add(async () => {
    stopping = true;
    await (await starting.catch(() => undefined))?.stop();
    await closed(log);
  });
  const host = await shutdown.race(starting);
  void host.exited.then((code) => {
    if (!stopping)
      shutdown.fail(new Error(`The Functions host ended by itself (${code ?? 'killed'}). See ${logFile}.`));
  });
  return host;
}

function closed(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => stream.end(() => resolve()));
}
