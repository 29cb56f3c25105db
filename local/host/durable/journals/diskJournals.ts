import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { appendLines, joinLines, readWholeLines } from '../../../files/jsonLines';
import { type FolderLock, lockFolder } from '../../../files/lockFolder';
import { makeFolder } from '../../../files/makeFolder';
import { removeFile } from '../../../files/missingFiles';
import { writeAtomically } from '../../../files/writeAtomically';
import { unusableFolder } from '../../../unusableFolder';
import type { Journals } from './journals';

const ENDING = '.jsonl';
const TEMPORARY = '.tmp';

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
    append: (name, lines) => appendLines(fileOf(name), lines),
    replace: (name, lines) => writeAtomically(fileOf(name), joinLines(lines), { temporary: fileOf(name) + TEMPORARY }),
    async remove(name) {
      await removeFile(fileOf(name));
    },
  };
}
