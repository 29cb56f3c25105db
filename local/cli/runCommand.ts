import { Interrupted, listenForShutdown, type Shutdown } from './shutdown';

/**
 * Runs a command, then ends the process: everything that it started is stopped whatever happens, and a failure is
 * written to stderr in one line that names the next step.
 *
 * Exit codes: what `command` returns; 1 after a failure; 130 (or `interruptedCode`) after Ctrl-C or SIGTERM.
 */
export function runCommand(command: (shutdown: Shutdown) => Promise<number>, interruptedCode = 130): void {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const shutdown = listenForShutdown(() => say('\nStopping everything. Press Ctrl-C again to end at once.'));
  const run = async (): Promise<number> => {
    try {
      return await command(shutdown);
    } catch (error) {
      if (error instanceof Interrupted) return interruptedCode;
      say(describe(error));
      return 1;
    } finally {
      await shutdown.stopAll().catch((error: unknown) => say(`While stopping: ${describe(error)}`));
    }
  };
  void run().then((code) => process.exit(code));
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env['FERRY_LOCAL_DEBUG'] === '1' ? (error.stack ?? error.message) : error.message;
}
