import path from 'node:path';
import { PROJECT_FOLDER } from '../local/cli/localSettingsFile';
import { describeMachine } from './measure/machine';
import { writeResults } from './measure/resultsFile';
import { runBench } from './measure/runBench';
import { formatSpread, spreadOf } from './measure/spread';
import { markdownTable } from './measure/table';
import { DEMO_PROCESSES, measureDemo, type DemoProcess, type MeasuredDemo } from './stack/measureDemo';
import { measureStartUp } from './stack/measureStartUp';
import type { StartUp } from './stack/startUpMain';

const FOLDER = path.join(PROJECT_FOLDER, '.local', 'bench');
const RUNS = 5;

const PROCESS_NAMES: Record<DemoProcess, string> = {
  stack: 'emulated registries, vault, identity and the demo itself',
  host: 'Functions host with the app',
  storage: 'Azurite of source, target and state',
  hostStorage: 'Azurite of the host',
};

/** `npm run bench`: start-up of the stack, time of the demo, memory of its processes; into bench/RESULTS.md. */
async function main(): Promise<void> {
  const machine = await describeMachine();
  say(`${machine}\n`);
  const first: StartUp[] = [];
  const again: StartUp[] = [];
  const demos: MeasuredDemo[] = [];
  // In turn, so that a machine that gets slower or faster does so for all three.
  for (let run = 1; run <= RUNS; run += 1) {
    const folder = path.join(FOLDER, 'stack');
    first.push(await measureStartUp(folder, { empty: true }));
    again.push(await measureStartUp(folder, { empty: false }));
    demos.push(await measureDemo(path.join(FOLDER, 'demo')));
    say(`run ${run} of ${RUNS}: the demo took ${demos.at(-1)?.seconds.toFixed(1)} s`);
  }
  const text = [times(first, again, demos), memory(demos)].join('\n\n');
  say(`\n${text}`);
  await writeResults('stack', `${machine}. ${RUNS} runs: median (minimum–maximum).\n\n${text}`);
}

function times(first: StartUp[], again: StartUp[], demos: MeasuredDemo[]): string {
  const seconds = (values: number[]): string => formatSpread(spreadOf(values), 2);
  return markdownTable(
    ['time', 'seconds'],
    [
      ['start-up of the stack, empty folder', seconds(first.map(({ stackSeconds }) => stackSeconds))],
      ['start-up of the stack, folder used before', seconds(again.map(({ stackSeconds }) => stackSeconds))],
      ['start-up of the host after the stack', seconds([...first, ...again].map(({ hostSeconds }) => hostSeconds))],
      ['the whole demo', seconds(demos.map((demo) => demo.seconds))],
    ],
  );
}

function memory(demos: MeasuredDemo[]): string {
  const rows = DEMO_PROCESSES.map((name) => {
    const usages = demos.map(({ usage }) => usage[name]).filter((usage) => usage !== undefined);
    return [
      PROCESS_NAMES[name],
      formatSpread(spreadOf(usages.map(({ peakRssMiB }) => peakRssMiB)), 0),
      formatSpread(spreadOf(usages.map(({ cpuSeconds }) => cpuSeconds))),
    ];
  });
  return markdownTable(['process, during a demo', 'peak MiB', 'CPU s'], rows);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

runBench(main);
