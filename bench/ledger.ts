import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createLedger } from '../src/azure/state/ledger/ledger';
import { MACHINE } from '../src/services/machine';
import { PROJECT_FOLDER } from '../local/cli/localSettingsFile';
import { startLedgerStorage, type LedgerStorage } from './ledger/ledgerStorage';
import { everythingIn, questionsFor, ROUTE, timeOf, type Shape } from './ledger/questions';
import { describeMachine } from './measure/machine';
import { writeResults } from './measure/resultsFile';
import { runBench } from './measure/runBench';
import { formatSpread, spreadOf } from './measure/spread';
import { markdownTable } from './measure/table';
import { readUsage } from './measure/usage';

const FOLDER = path.join(PROJECT_FOLDER, '.local', 'bench', 'ledger');
const RUNS = 3;
const KIB = 1024;

const SHAPES: readonly Shape[] = [
  { name: '100,000 entries in 1,000 repositories', repositories: 1_000, tagsEach: 100 },
  { name: '100,000 entries in one repository', repositories: 1, tagsEach: 100_000 },
];

/** `npm run bench:ledger`: what questions to a large ledger cost; into bench/RESULTS.md. */
async function main(): Promise<void> {
  const machine = await describeMachine();
  say(`${machine}\n`);
  const storage = await startLedgerStorage(FOLDER);
  const parts: string[] = [];
  try {
    for (const shape of SHAPES) {
      parts.push(`${shape.name}:\n\n${await measureShape(storage, shape)}`);
      say(`${parts.at(-1)}\n`);
    }
  } finally {
    await storage.stop();
  }
  await writeResults('ledger', `${machine}. ${RUNS} runs: median (minimum–maximum).\n\n${parts.join('\n\n')}`);
}

async function measureShape(storage: LedgerStorage, shape: Shape): Promise<string> {
  const container = await storage.createContainer(`repositories-${shape.repositories}`);
  const ledger = createLedger(container, MACHINE);
  await ledger.record(ROUTE, { id: 't0', at: timeOf(0) }, everythingIn(shape));
  const rows: string[][] = [];
  for (const { name, ask } of questionsFor(shape)) {
    const measured: Measured[] = [];
    for (let run = 0; run < RUNS; run += 1) measured.push(await measure(storage, () => ask(ledger, run)));
    const show = (of: (one: Measured) => number, digits = 0): string =>
      formatSpread(spreadOf(measured.map(of)), digits);
    rows.push([
      name,
      show(({ milliseconds }) => milliseconds),
      show(({ transactions }) => transactions),
      show(({ kibRead }) => kibRead),
      show(({ kibWritten }) => kibWritten),
      formatSpread(spreadOf(measured.flatMap(({ peakMiB }) => peakMiB ?? [])), 0),
    ]);
  }
  return markdownTable(['question', 'ms', 'transactions', 'KiB read', 'KiB written', 'peak MiB'], rows);
}

interface Measured {
  milliseconds: number;
  transactions: number;
  kibRead: number;
  kibWritten: number;
  /** The largest resident set of this process meanwhile, where the kernel tells. */
  peakMiB: number | undefined;
}

async function measure({ traffic }: LedgerStorage, work: () => Promise<unknown>): Promise<Measured> {
  const before = { ...traffic };
  const isReset = resetPeak();
  const begun = performance.now();
  await work();
  const milliseconds = performance.now() - begun;
  return {
    milliseconds,
    transactions: traffic.transactions - before.transactions,
    kibRead: (traffic.bytesRead - before.bytesRead) / KIB,
    kibWritten: (traffic.bytesWritten - before.bytesWritten) / KIB,
    peakMiB: isReset ? readUsage(process.pid)?.peakRssMiB : undefined,
  };
}

/** Has the kernel forget the largest resident set so far (proc(5), clear_refs). */
function resetPeak(): boolean {
  globalThis.gc?.();
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

runBench(main);
