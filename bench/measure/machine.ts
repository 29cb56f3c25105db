import { cpus, release, totalmem, type } from 'node:os';
import { readFile } from 'node:fs/promises';

/** The machine that a bench runs on, in one line: processor, cores, memory, system, Node. */
export async function describeMachine(): Promise<string> {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const gibibytes = (totalmem() / 1024 ** 3).toFixed(0);
  const system = (await readSystemName()) ?? `${type()} ${release()}`;
  return `${model}, ${cpus().length} cores, ${gibibytes} GiB of memory, ${system}, Node ${process.versions.node}`;
}

async function readSystemName(): Promise<string | undefined> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^PRETTY_NAME="?([^"\n]+)"?$/m.exec(text)?.[1];
}
