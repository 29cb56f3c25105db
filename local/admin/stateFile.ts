import fs from 'node:fs';

/** Reads a JSON file; undefined when it does not exist. @throws Error naming the file when it is not JSON. */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(
      `The state file ${file} is not JSON. Delete it, or start with --reset, which deletes all state of the stack.`,
    );
  }
}

/** Replaces a JSON file as a whole: a reader, or a killed writer, never leaves half of one. */
export function writeJson(file: string, value: unknown): void {
  const draft = `${file}.new`;
  const handle = fs.openSync(draft, 'w');
  try {
    fs.writeFileSync(handle, JSON.stringify(value, undefined, 2));
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(draft, file);
}
