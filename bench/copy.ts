import { fork } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_FOLDER } from '../local/cli/localSettingsFile';
import { MACHINE } from '../local/machine';
import { ensureCertificate } from '../local/stack/certificate';
import { benchCopy } from './copy/benchCopy';
import { endWithStarter } from './measure/endWithStarter';
import { benchModel } from './model/benchModel';
import { MODEL_OPTIONS, readModelFlags } from './model/modelFlags';

const HELP = `Usage: npm run bench:copy -- [flags]

Copies the same blobs within one storage emulator in six ways: this copy by the storage service and by relay, the app
as it runs, AzCopy, rclone, and a bare loop of the same calls.

  --model   copies one blob in a storage that moves no bytes but has the published limits, with the app and with AzCopy
  --quick   fewer runs, and a smaller blob where time is short: under three minutes; bench/RESULTS.md stays as it is
  --json    prints one JSON document as the last line of stdout; all else goes to stderr
  --help    show this

With --model: --gib N (50), --scale N (4: seconds of the clock for one of the model), --ingress-gbps N (25),
--egress-gbps N (50), --requests-per-second N (20000), --stream-mibps N (60), --latency-ms N (20), --burst-seconds N (1),
--retry-after-seconds N (1). With other than the defaults, or with --quick (a tenth of the blob), bench/RESULTS.md stays as it is.
`;
const FOLDER = path.join(PROJECT_FOLDER, '.local', 'bench');

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      model: { type: 'boolean' },
      quick: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      ...MODEL_OPTIONS,
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { caFile } = await ensureCertificate(MACHINE, path.join(FOLDER, 'copy'));
  if (process.env['NODE_EXTRA_CA_CERTS'] !== caFile) return runAgain({ NODE_EXTRA_CA_CERTS: caFile });
  endWithStarter();
  const stream = values.json ? process.stderr : process.stdout;
  const say = (text: string): void => void stream.write(`${text}\n`);
  const quick = values.quick === true;
  const summary = values.model ? await runModel() : await benchCopy({ folder: FOLDER, quick, say });
  if (values.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  return 0;

  function runModel(): Promise<Record<string, unknown>> {
    const isDefault = !quick && Object.keys(MODEL_OPTIONS).every((name) => !(name in values));
    const run = readModelFlags(values);
    const size = quick ? Math.round(run.size / 10) : run.size;
    return benchModel({ folder: FOLDER, run: { ...run, size }, publish: isDefault, say });
  }
}

/** Node reads NODE_EXTRA_CA_CERTS only when it starts. */
function runAgain(env: Record<string, string>): Promise<number> {
  const [, script = '', ...args] = process.argv;
  const child = fork(script, args, { env: { ...process.env, ...env } });
  // Ctrl-C reaches both; the child ends first.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`The bench failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
