import { createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';
import { readAppJson } from '../host/hostConfiguration';
import { findCoreTools } from '../launcher/findCoreTools';
import { startHost } from '../launcher/startHost';
import type { StartedHost } from '../launcher/startedHost';
import { unpackApp } from '../launcher/unpackApp';
import type { Platform } from '../platform';
import type { StackSettings } from '../stack/stackSettings';
import { type Stack, startStack } from '../stack/startStack';
import { LOCAL_SETTINGS_FILE, PROJECT_FOLDER, writeLocalSettings } from './localSettingsFile';
import type { Shutdown } from './shutdown';

/** The log file of the Functions host. */
export function hostLogOf(settings: StackSettings): string {
  return path.join(settings.folder, 'logs', 'host.log');
}

/** Starts the stack for a command, which ends when a part of the stack does. */
export async function launchStack(
  platform: Platform,
  settings: StackSettings,
  options: { reset: boolean; withHost: boolean; shutdown: Shutdown },
): Promise<Stack> {
  const { reset, withHost, shutdown } = options;
  const starting = startStack(platform, settings, { reset, withHost, onLost: shutdown.fail });
  // When the command ends while the stack starts, the stack is stopped as soon as it has started.
  shutdown.add(async () => (await starting.catch(() => undefined))?.stop());
  return shutdown.race(starting);
}

/**
 * Unpacks a package for a command, into a folder outside of this repository, which is removed when the command ends.
 *
 * @returns the folder of the app
 */
export async function launchPackage(zip: string, shutdown: Shutdown): Promise<string> {
  const { name } = await readAppJson<{ name: string }>(path.join(PROJECT_FOLDER, 'package.json'));
  const unpacking = unpackApp(path.resolve(zip), name);
  shutdown.add(async () => (await unpacking.catch(() => undefined))?.remove());
  return (await shutdown.race(unpacking)).folder;
}

/**
 * Starts a Functions host on the stack for a command, which ends when the host does.
 *
 * @param unpacked folder of an unpacked package. It runs on the built-in host: Core Tools look for settings beside the app.
 */
export async function launchHost(stack: Stack, shutdown: Shutdown, unpacked?: string): Promise<StartedHost> {
  const { settings, appSettings } = stack;
  if (unpacked === undefined && findCoreTools(process.env))
    await writeLocalSettings(LOCAL_SETTINGS_FILE, appSettings, settings.ports.host);
  const logFile = hostLogOf(settings);
  const log = createWriteStream(logFile, { flags: 'a' });
  log.on('error', shutdown.fail);
  const starting = startHost({
    app: unpacked ?? PROJECT_FOLDER,
    prefer: unpacked === undefined ? 'auto' : 'built-in',
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
      shutdown.fail(
        new Error(
          `The Functions host ended (${code ?? 'killed'}), though nobody stopped it. See ${logFile}, then start again.`,
        ),
      );
  });
  return host;
}

function closed(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => stream.end(() => resolve()));
}
