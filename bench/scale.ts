import path from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_FOLDER } from '../local/cli/localSettingsFile';
import { runBench } from './measure/runBench';
import { benchScale } from './scale/benchScale';

const HELP = `Usage: npm run bench:scale -- [flags]

Transfers 20 batches on the local stack, whose exports and imports take six seconds each: one batch after another, and by
acr-ferry. Plans 1,000 repositories of 100 tags each, and counts what one batch costs.

  --quick   the ways of one batch after another are measured on few batches; bench/RESULTS.md stays as it is
  --json    prints one JSON document as the last line of stdout; all else goes to stderr
  --help    show this
`;
const FOLDER = path.join(PROJECT_FOLDER, '.local', 'bench', 'scale');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const stream = values.json ? process.stderr : process.stdout;
  const say = (text: string): void => void stream.write(`${text}\n`);
  const summary = await benchScale({ folder: FOLDER, quick: values.quick === true, say });
  if (values.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
}

runBench(main);
