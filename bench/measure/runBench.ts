import { endWithStarter } from './endWithStarter';

/** Runs a bench and ends its process: with 1 and one line on stderr where it fails. What it has started ends with it. */
export function runBench(bench: () => Promise<void>): void {
  endWithStarter();
  bench().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`The bench failed: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
}
