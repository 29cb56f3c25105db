import { open, readFile, readdir, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { type FolderLock, lockFolder } from '../../../files/lockFolder';
import { makeFolder } from '../../../files/makeFolder';
import { removeFile } from '../../../files/missingFiles';
import { writeAtomically } from '../../../files/writeAtomically';
import { unusableFolder } from '../../../unusableFolder';
import type { Journals } from './journals';

const ENDING = '.jsonl';
const TEMPORARY = '.tmp';

async function append(file: string, text: string): Promise<void> {
  const handle = await open(file, 'a');
  try {
    await handle.writeFile(text);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

function textOf(lines: string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** Cuts off what a crash left of a line that was being written; answers the whole lines. */
async function readWholeLines(file: string): Promise<string[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await truncate(file, Buffer.byteLength(whole));
  return whole.split('\n').slice(0, -1);
}

/** Journals as JSON-lines files in a folder, one file each, every append synced to the disk before it resolves. */
export function createDiskJournals(folder: string): Journals {
  const fileOf = (name: string): string => path.join(folder, name + ENDING);
  let lock: FolderLock | undefined;
  return {
    async open() {
      try {
        await makeFolder(folder);
        lock = await lockFolder(folder, {
          fileName: 'task-hub.lock',
          inUse: ({ pid }) =>
            `The task hub in ${folder} is in use by process ${pid}. ` +
            'Stop that host first, or give this one a folder of its own.',
        });
      } catch (error) {
        throw unusableFolder(folder, error, 'Choose another folder for the task hub, or put this one right.') ?? error;
      }
      const names = await readdir(folder);
      for (const name of names) if (name.endsWith(TEMPORARY)) await rm(path.join(folder, name), { force: true });
      return names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
    },
    async close() {
      await lock?.release();
    },
    read: (name) => readWholeLines(fileOf(name)),
    append: (name, lines) => append(fileOf(name), textOf(lines)),
    replace: (name, lines) => writeAtomically(fileOf(name), textOf(lines), { temporary: fileOf(name) + TEMPORARY }),
    async remove(name) {
      await removeFile(fileOf(name));
    },
  };
}
