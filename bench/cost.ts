import path from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_FOLDER } from '../local/cli/localSettingsFile';
import { benchCost } from './cost/benchCost';
import { runBench } from './measure/runBench';

const HELP = `Usage: npm run bench:cost -- [flags]

Counts the requests that transfers of several sizes make on the local stack, by service and kind: what a bill is made of.

  --quick   fewer and smaller artifacts; bench/RESULTS.md stays as it is
  --help    show this
`;
const FOLDER = path.join(PROJECT_FOLDER, '.local', 'bench', 'cost');

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } });
  if (values.help) return void process.stdout.write(HELP);
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  await benchCost({ folder: FOLDER, quick: values.quick === true, say });
}

runBench(main);
