import { appendFile, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createMemoryJournals, type Journals } from '../../../../../local/host/durable/journals/journals';

/** One change that a crash may come before or, when it appends a line, in the middle of. */
export interface JournalChange {
  kind: 'append' | 'replace' | 'remove';
  name: string;
  lines: string[];
}

/** Journals in memory that note every change, line by line. */
export function createRecordedJournals(): { journals: Journals; changes: JournalChange[] } {
  const memory = createMemoryJournals();
  const changes: JournalChange[] = [];
  const journals: Journals = {
    ...memory,
    append(name, lines) {
      changes.push(...lines.map((line): JournalChange => ({ kind: 'append', name, lines: [line] })));
      return memory.append(name, lines);
    },
    replace(name, lines) {
      changes.push({ kind: 'replace', name, lines: [...lines] });
      return memory.replace(name, lines);
    },
    remove(name) {
      changes.push({ kind: 'remove', name, lines: [] });
      return memory.remove(name);
    },
  };
  return { journals, changes };
}

/** Writes a folder as a crash after these changes leaves it; `torn` is the change it came in the middle of. */
export async function writeJournals(folder: string, changes: JournalChange[], torn?: JournalChange): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = new Map<string, string[]>();
  for (const { kind, name, lines } of changes) {
    if (kind === 'remove') files.delete(name);
    else files.set(name, kind === 'replace' ? [...lines] : [...(files.get(name) ?? []), ...lines]);
  }
  const fileOf = (name: string): string => path.join(folder, `${name}.jsonl`);
  for (const [name, lines] of files) await writeFile(fileOf(name), lines.map((line) => `${line}\n`).join(''));
  if (!torn) return;
  const text = torn.lines.join('\n');
  const half = text.slice(0, Math.ceil(text.length / 2));
  if (torn.kind === 'append') await appendFile(fileOf(torn.name), half);
  else if (torn.kind === 'replace') await writeFile(`${fileOf(torn.name)}.tmp`, half);
  else await rm(fileOf(torn.name), { force: true });
}
