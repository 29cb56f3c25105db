import { formatSpread, spreadOf, type Spread } from '../measure/spread';
import { markdownTable } from '../measure/table';
import { COPIER_NAMES, labelOf, type CopierName } from './job';
import type { MeasuredRun } from './round';

/** Table of one set of blobs: a line for each copier that ran. */
export function describeRuns(runs: readonly MeasuredRun[]): string {
  const present = COPIER_NAMES.filter((name) => runs.some(({ copier }) => copier === name));
  const rows = present.map((name) => {
    const own = runs.filter(({ copier }) => copier === name);
    const of = (pick: (run: MeasuredRun) => number | undefined): Spread | undefined =>
      spreadOf(own.map(pick).filter((value) => value !== undefined));
    return [
      labelOf(name),
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

/** Two copiers' throughput, run by run of the same round. */
function ratioOf(runs: readonly MeasuredRun[], one: CopierName, other: CopierName): Spread | undefined {
  const speeds = (name: CopierName): number[] =>
    runs.filter(({ copier }) => copier === name).map(({ mibPerSecond }) => mibPerSecond);
  const [a, b] = [speeds(one), speeds(other)];
  if (a.length !== b.length) return undefined;
  return spreadOf(a.map((speed, index) => speed / (b[index] ?? Number.NaN)));
}

const GOALS: readonly { one: CopierName; other: CopierName; atLeast: number }[] = [
  { one: 'server', other: 'azcopy', atLeast: 1.2 },
  { one: 'server', other: 'bareLoop', atLeast: 0.9 },
  { one: 'relay', other: 'rclone', atLeast: 1 },
  { one: 'app', other: 'bareLoop', atLeast: 0.8 },
];

/** Whether each goal was reached, by the median of the ratios. */
export function describeGoals(runs: readonly MeasuredRun[]): string {
  const rows = GOALS.map(({ one, other, atLeast }) => {
    const ratio = ratioOf(runs, one, other);
    const result = ratio === undefined ? 'not measured' : ratio.median >= atLeast ? 'reached' : 'missed';
    return [`${labelOf(one)} : ${labelOf(other)}`, formatSpread(ratio, 2), `≥ ${atLeast}`, result];
  });
  return markdownTable(['throughput', 'ratio in the same round', 'goal', ''], rows);
}

/**
 * Medians, for programs that read the JSON document of `bench:copy -- --json`; null for a copier that did not run. The bare
 * loop keeps the key `floor` there, which such programs know.
 */
export function summarize(bytes: number, runs: readonly MeasuredRun[]): Record<string, unknown> {
  const rounded = (value: number): number => Math.round(value * 10) / 10;
  const entries = COPIER_NAMES.map((name) => {
    const own = runs.filter(({ copier }) => copier === name);
    const speed = spreadOf(own.map(({ mibPerSecond }) => mibPerSecond));
    const memory = spreadOf(own.map(({ peakRssMiB }) => peakRssMiB).filter((value) => value !== undefined));
    const key = name === 'bareLoop' ? 'floor' : name;
    if (!speed) return [key, null];
    return [key, { MiBps: rounded(speed.median), peakRssMiB: memory ? rounded(memory.median) : null }];
  });
  return { bytes, ...Object.fromEntries(entries) };
}
