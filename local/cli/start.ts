import { MACHINE } from '../machine';
import { describeStack } from './describeStack';
import { COMMON_HELP, readFlags } from './flags';
import { launchHost, launchStack } from './launch';
import { runCommand } from './runCommand';

const HELP = `Usage: npm start -- [flags]

Starts Azure on this machine and the app on a Functions host, and leaves both running until Ctrl-C.

${COMMON_HELP}
`;

runCommand(async (shutdown) => {
  const { settings, reset, help } = readFlags(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stack = await launchStack(MACHINE, settings, { reset, withHost: true, shutdown });
  const host = await launchHost(stack, shutdown);
  process.stdout.write(`ready ${host.url}\n\n${describeStack(stack, host.url)}\n\nCtrl-C ends everything.\n`);
  return shutdown.wanted;
}, 0);
