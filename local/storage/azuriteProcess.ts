import { pathToFileURL } from 'node:url';

/**
 * The process that Azurite runs in: `argv[2]` is Azurite's entry module, the rest are its own arguments.
 *
 * Adds to Azurite what a child of the stack needs: it ends, saving its tables, when the stack is gone, and leaves
 * Ctrl-C, which a terminal sends to every process, to the stack.
 */
const [node = '', , entry = '', ...azuriteArguments] = process.argv;

const once = process.once.bind(process) as (event: string, listener: (...values: unknown[]) => void) => NodeJS.Process;
process.once = ((event: string, listener: (...values: unknown[]) => void) =>
  event === 'SIGINT' ? process : once(event, listener)) as typeof process.once;
process.on('SIGINT', () => undefined);

process.on('disconnect', () => {
  // Before it is up Azurite has no handler, and nothing to save.
  if (process.listenerCount('SIGTERM') === 0) process.exit(0);
  process.emit('SIGTERM', 'SIGTERM');
  setTimeout(() => process.exit(0), 5_000).unref();
});

process.argv = [node, entry, ...azuriteArguments];
// As a URL: a path would end at its first # or ?.
void import(pathToFileURL(entry).href);
