import path from 'node:path';
import { describeStack } from './describeStack';
import { COMMON_HELP, readFlags } from './flags';
import { launchStack, SETTINGS_FILE } from './launch';
import { writeLocalSettings } from './localSettingsFile';
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
  const stack = await launchStack(settings, { reset, shutdown });
  const file = typeof own['settings-file'] === 'string' ? path.resolve(own['settings-file']) : SETTINGS_FILE;
  await writeLocalSettings(file, stack.appSettings, settings.ports.host);
  process.stdout.write(
    `stack ready\n\n${describeStack(stack, undefined)}\n\n${attachHelp(file, stack.endpoints.host)}\n`,
  );
  return shutdown.wanted;
}, 0);

function attachHelp(file: string, host: string): string {
  return [
    `App settings for a Functions host: ${file}`,
    `Start a host (func start), then: npm run demo -- --attach ${host}`,
    'Ctrl-C ends everything.',
  ].join('\n');
}
