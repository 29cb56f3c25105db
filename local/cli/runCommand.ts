import { exemptLoopback } from '../exemptLoopback';
import { Interrupted, listenForShutdown, type Shutdown } from './shutdown';

/** What a shell reports for a program that wrote to a pipe which nobody reads any more (128 + SIGPIPE). */
const CLOSED_PIPE_CODE = 141;

/** Thrown out of a command when nobody reads what it writes. */
class ClosedPipe extends Interrupted {}

/**
 * Runs a command, then ends the process: everything that it started is stopped whatever happens, and a failure is
 * written to stderr in one line that names the next step. When what it writes is no longer read (`| head`), it ends
 * without a word.
 *
 * Neither the command nor its children go through a proxy to reach this machine.
 *
 * Exit codes: what `command` returns; 1 after a failure; 130 (or `interruptedCode`) after Ctrl-C or SIGTERM; 141 when
 * nobody reads what it writes.
 */
export function runCommand(command: (shutdown: Shutdown) => Promise<number>, interruptedCode = 130): void {
  exemptLoopback(process.env);
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const shutdown = listenForShutdown(() => say('\nStopping everything. Press Ctrl-C again to end at once.'));
  endWithItsReaders(shutdown);
  // A mistake somewhere must not leave children behind.
  process.on('uncaughtException', (error: unknown) => shutdown.fail(error as Error));
  const run = async (): Promise<number> => {
    try {
      return await command(shutdown);
    } catch (error) {
      if (error instanceof ClosedPipe) return CLOSED_PIPE_CODE;
      if (error instanceof Interrupted) return interruptedCode;
      say(describe(error));
      return 1;
    } finally {
      await shutdown.stopAll().catch((error: unknown) => say(`While stopping: ${describe(error)}`));
    }
  };
  void run().then((code) => process.exit(code));
}

function endWithItsReaders(shutdown: Shutdown): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      shutdown.fail(error.code === 'EPIPE' ? new ClosedPipe('Nobody reads what is written.') : error);
    });
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return process.env['FERRY_LOCAL_DEBUG'] === '1' ? (error.stack ?? error.message) : error.message;
}
