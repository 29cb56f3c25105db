import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MUTANTS, mutated, type Mutant } from './mutants';

/** A mutant that lives through as many days is not found. */
const MOST_SEEDS = 1_000;
const ROOT = path.join(__dirname, '../../..');
const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** A copy of the sources, and of what the simulation of them needs. */
function copyOfSources(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'acr-ferry-mutants-'));
  for (const part of ['src', 'local', 'test', 'package.json']) {
    cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  return folder;
}

function simulate(folder: string, args: string[]): { status: number | null; output: string } {
  const runner = path.join(folder, 'test/helpers/typeScriptProcess.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [runner, 'test/sim/run/simProcess.ts', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, output: stdout + stderr };
}

/** The seed that finds a mutant, and what it finds; undefined when none does. */
function hunt(folder: string, { changes }: Mutant): { seed: string; finding: string } | undefined {
  const originals = new Map<string, string>();
  for (const change of changes) {
    const file = path.join(folder, 'src', change.file);
    const text = readFileSync(file, 'utf8');
    if (!originals.has(file)) originals.set(file, text);
    writeFileSync(file, mutated(text, change));
  }
  const { status, output } = simulate(folder, ['--seeds', String(MOST_SEEDS), '--no-shrink']);
  for (const [file, text] of originals) writeFileSync(file, text);
  if (status === 0) return undefined;
  const [, seed, finding] = /^Seed (\d+), faults:[\s\S]*?^Findings:\n- (.*)$/m.exec(output) ?? [];
  if (seed === undefined || finding === undefined) throw new Error(`The simulation did not run:\n${output}`);
  const without = simulate(folder, ['--seed', seed]);
  if (without.status !== 0) throw new Error(`Seed ${seed} fails without the mutant as well:\n${without.output}`);
  return { seed, finding };
}

/** Those whose names hold the argument; all without one. */
const wanted = MUTANTS.filter(({ name }) => name.includes(process.argv[2] ?? ''));
const folder = copyOfSources();
try {
  const alive = wanted.filter((mutant) => {
    const found = hunt(folder, mutant);
    say(
      found
        ? `${mutant.name}: found by seed ${found.seed}, ${found.finding.slice(0, 160)}`
        : `${mutant.name}: NOT FOUND`,
    );
    return !found;
  });
  say(`${wanted.length - alive.length} of ${wanted.length} mutants found`);
  process.exitCode = alive.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
