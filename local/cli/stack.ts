import path from 'node:path';
import { MACHINE } from '../machine';
import type { Stack } from '../stack/startStack';
import { describeStack, quoteForShell } from './describeStack';
import { COMMON_HELP, readFlags } from './flags';
import { launchStack } from './launch';
import { LOCAL_SETTINGS_FILE, writeLocalSettings } from './localSettingsFile';
import { runCommand } from './runCommand';

const HELP = `Usage: npm run stack -- [flags]

Starts Azure on this machine without a Functions host, and leaves it running until Ctrl-C. Writes local.settings.json, so
that any host can be attached: func start, a container, a debugger.

${COMMON_HELP}
  --settings-file F  writes the app settings there instead of local.settings.json
`;

runCommand(async (shutdown) => {
  const { settings, reset, help, own } = readFlags(process.argv.slice(2), { 'settings-file': { type: 'string' } });
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stack = await launchStack(MACHINE, settings, { reset, withHost: false, shutdown });
  const file = typeof own['settings-file'] === 'string' ? path.resolve(own['settings-file']) : LOCAL_SETTINGS_FILE;
  await writeLocalSettings(file, stack.appSettings, settings.ports.host);
  process.stdout.write(`stack ready\n\n${describeStack(stack, undefined)}\n\n${attachHelp(file, stack)}\n`);
  return shutdown.wanted;
}, 0);

function attachHelp(file: string, { appSettings, certificate, endpoints, settings }: Stack): string {
  const noProxy = appSettings['NO_PROXY'];
  const isDefault = settings.folder === path.resolve('.local/stack');
  const folder = isDefault ? '' : ` --folder ${quoteForShell(settings.folder)}`;
  return [
    `App settings for a Functions host: ${file}`,
    'Attach one (func start, or another: docs/local-host.md), then run the demo on it:',
    `  export NODE_EXTRA_CA_CERTS=${quoteForShell(certificate.caFile)}    # in the shell of the host, before it starts`,
    ...(noProxy
      ? [`  export NO_PROXY=${quoteForShell(noProxy)} no_proxy=${quoteForShell(noProxy)}    # there too`]
      : []),
    `  npm run demo -- --attach ${endpoints.host}${folder}`,
    'Ctrl-C ends everything.',
  ].join('\n');
}
