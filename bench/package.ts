import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_FOLDER } from '../local/cli/localSettingsFile';
import { MACHINE } from '../local/machine';
import { readStackSettings } from '../local/stack/stackSettings';
import { startStack } from '../local/stack/startStack';
import { describeMachine } from './measure/machine';
import { writeResults } from './measure/resultsFile';
import { runBench } from './measure/runBench';
import { formatSpread, spreadOf } from './measure/spread';
import { markdownTable } from './measure/table';
import { type FolderSize, folderSize } from './package/folderSize';
import { type FirstAnswer, measureFirstAnswer } from './package/measureFirstAnswer';
import { unbundledApp } from './package/unbundledApp';
import { ownStack } from './stack/ownStack';

const FOLDER = path.join(PROJECT_FOLDER, '.local', 'bench', 'package');
const RUNS = 15;
const APPS = { bundle: path.join(FOLDER, 'out', 'app'), packages: path.join(FOLDER, 'packages') } as const;

type Kind = keyof typeof APPS;
const KINDS = Object.keys(APPS) as Kind[];

/** `npm run bench:package`: the app as a bundle beside the app with its packages: size, files, first answer; into bench/RESULTS.md. */
async function main(): Promise<void> {
  const machine = await describeMachine();
  process.stdout.write(`${machine}\n`);
  const script = path.join(PROJECT_FOLDER, 'scripts', 'makePackage.js');
  await promisify(execFile)(process.execPath, [script, '--out', path.dirname(APPS.bundle)]);
  await unbundledApp(PROJECT_FOLDER, APPS.packages);
  const sizes = { bundle: await folderSize(APPS.bundle), packages: await folderSize(APPS.packages) };

  const settings = readStackSettings(await ownStack(path.join(FOLDER, 'stack')), PROJECT_FOLDER);
  const stack = await startStack(MACHINE, settings, { reset: true });
  const answers: Record<Kind, FirstAnswer[]> = { bundle: [], packages: [] };
  const place = { port: settings.ports.host, stateFolder: path.join(FOLDER, 'host') };
  // In turn, so that a machine that gets slower or faster does so for both.
  for (let run = 1; run <= RUNS; run += 1) {
    for (const kind of KINDS)
      answers[kind].push(await measureFirstAnswer({ folder: APPS[kind], env: stack.appSettings }, place));
  }
  await stack.stop();
  const text = table(sizes, answers);
  process.stdout.write(`\n${text}\n`);
  await writeResults('package', `${machine}. ${RUNS} runs: median (minimum–maximum).\n\n${text}`);
}

function table(sizes: Record<Kind, FolderSize>, answers: Record<Kind, FirstAnswer[]>): string {
  const mebibytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(1);
  const spread = (kind: Kind, what: keyof FirstAnswer, digits: number): string =>
    formatSpread(spreadOf(answers[kind].map((answer) => answer[what])), digits);
  const row = (name: string, of: (kind: Kind) => string): string[] => [name, of('packages'), of('bundle')];
  return markdownTable(
    ['', 'with its packages', 'as a bundle'],
    [
      row('files', (kind) => String(sizes[kind].files)),
      row('MiB unpacked', (kind) => mebibytes(sizes[kind].bytes)),
      row('MiB as a ZIP file', (kind) => mebibytes(sizes[kind].zippedBytes)),
      row('seconds until the first answer', (kind) => spread(kind, 'seconds', 2)),
      row('CPU seconds until then', (kind) => spread(kind, 'cpuSeconds', 2)),
      row('peak MiB of memory until then', (kind) => spread(kind, 'peakRssMiB', 0)),
    ],
  );
}

runBench(main);
