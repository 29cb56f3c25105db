import { writeAtomically, writeAtomicallySync } from '../../../local/files/writeAtomically';

/** Rewrites a file for ever, so that a test can kill it: the function's name and the file are its arguments. */
async function run(name: string, file: string): Promise<void> {
  const write = name === 'writeAtomically' ? writeAtomically : writeAtomicallySync;
  for (let round = 0; ; round = (round + 1) % 10) {
    await write(file, String(round).repeat(100_000));
    if (round === 0) process.send?.('round');
  }
}

const [name = '', file = ''] = process.argv.slice(2);
void run(name, file);
