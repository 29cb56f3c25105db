import { formatSpread, spreadOf, type Spread } from '../measure/spread';
import { markdownTable } from '../measure/table';
import { CONTESTANTS, type ContestantName } from './field';
import type { MeasuredRun } from './round';

/** Table of one set of blobs: a line for each who ran. */
export function describeRuns(runs: readonly MeasuredRun[]): string {
  const present = CONTESTANTS.filter((name) => runs.some(({ contestant }) => contestant === name));
  const rows = present.map((name) => {
    const own = runs.filter(({ contestant }) => contestant === name);
    const of = (pick: (run: MeasuredRun) => number | undefined): Spread | undefined =>
      spreadOf(own.map(pick).filter((value) => value !== undefined));
    return [
      name,
      String(own.length),
      formatSpread(of(({ mibPerSecond }) => mibPerSecond)),
      formatSpread(of(({ seconds }) => seconds)),
      formatSpread(of(({ startUpSeconds }) => startUpSeconds)),
      formatSpread(of(({ cpuSeconds }) => cpuSeconds)),
      formatSpread(
        of(({ peakRssMiB }) => peakRssMiB),
        0,
      ),
      formatSpread(of(({ storageCpuSeconds }) => storageCpuSeconds)),
    ];
  });
  const header = ['copy', 'runs', 'MiB/s', 'seconds', 'start-up s', 'CPU s', 'peak MiB', 'storage CPU s'];
  return markdownTable(header, rows);
}

/** Two contestants' throughput, run by run of the same round. */
function ratioOf(runs: readonly MeasuredRun[], one: ContestantName, other: ContestantName): Spread | undefined {
  const speeds = (name: ContestantName): number[] =>
    runs.filter(({ contestant }) => contestant === name).map(({ mibPerSecond }) => mibPerSecond);
  const [a, b] = [speeds(one), speeds(other)];
  if (a.length !== b.length) return undefined;
  return spreadOf(a.map((speed, index) => speed / (b[index] ?? Number.NaN)));
}

const GOALS: readonly { one: ContestantName; other: ContestantName; atLeast: number }[] = [
  { one: 'server', other: 'azcopy', atLeast: 1.2 },
  { one: 'server', other: 'floor', atLeast: 0.9 },
  { one: 'relay', other: 'rclone', atLeast: 1 },
  { one: 'app', other: 'floor', atLeast: 0.8 },
];

/** Whether each goal was reached, by the median of the ratios. */
export function describeGoals(runs: readonly MeasuredRun[]): string {
  const rows = GOALS.map(({ one, other, atLeast }) => {
    const ratio = ratioOf(runs, one, other);
    const verdict = ratio === undefined ? 'not measured' : ratio.median >= atLeast ? 'reached' : 'missed';
    return [`${one} : ${other}`, formatSpread(ratio, 2), `≥ ${atLeast}`, verdict];
  });
  return markdownTable(['throughput', 'ratio in the same round', 'goal', ''], rows);
}

/** Medians, for programs; null for who did not run. */
export function summarize(bytes: number, runs: readonly MeasuredRun[]): Record<string, unknown> {
  const rounded = (value: number): number => Math.round(value * 10) / 10;
  const entries = CONTESTANTS.map((name) => {
    const own = runs.filter(({ contestant }) => contestant === name);
    const speed = spreadOf(own.map(({ mibPerSecond }) => mibPerSecond));
    const memory = spreadOf(own.map(({ peakRssMiB }) => peakRssMiB).filter((value) => value !== undefined));
    if (!speed) return [name, null];
    return [name, { MiBps: rounded(speed.median), peakRssMiB: memory ? rounded(memory.median) : null }];
  });
  return { bytes, ...Object.fromEntries(entries) };
}
