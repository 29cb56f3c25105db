import { open, readFile, truncate } from 'node:fs/promises';
import { isMissing } from './missingFiles';

/** Adds lines to the end of a file, which it makes where there is none; on disk when this resolves. */
export async function appendLines(file: string, lines: readonly string[]): Promise<void> {
  const handle = await open(file, 'a');
  try {
    await handle.writeFile(joinLines(lines));
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Lines as the text of a file. */
export function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** Cuts off what a crash left of a line that was being written; answers the whole lines, undefined without a file. */
export async function readWholeLines(file: string): Promise<string[] | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await truncate(file, Buffer.byteLength(whole));
  return whole.split('\n').slice(0, -1);
}
