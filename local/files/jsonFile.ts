import fs from 'node:fs';
import { isMissing } from './missingFiles';
import { type AtomicWriteOptions, writeAtomicallySync } from './writeAtomically';

/**
 * A JSON file's content; undefined when there is no such file.
 *
 * @throws Error naming the file and the next step when it is not JSON.
 */
export function readJsonFile(file: string): unknown {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const next = 'Delete it, or start with --reset, which clears all local state.';
    throw new Error(`The file ${file} is not JSON. ${next}`, { cause: error });
  }
}

/** Puts a JSON document in place of a file, whole and on disk when this returns. */
export function writeJsonFile(file: string, value: unknown, options: AtomicWriteOptions = {}): void {
  writeAtomicallySync(file, `${JSON.stringify(value, undefined, 2)}\n`, options);
}
