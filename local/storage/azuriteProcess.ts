import http from 'node:http';
import { pathToFileURL } from 'node:url';
import { reportCommits } from './reportCommits';
import { REPORT_COMMITS } from './storageCommit';

/**
 * The process that Azurite runs in: `argv[2]` is Azurite's entry module, the rest are its own arguments.
 *
 * Adds to Azurite what a child of the stack needs: it ends, saving its tables, when the stack is gone, and leaves
 * Ctrl-C, which a terminal sends to every process, to the stack. Its answers to HEAD say how long they are, as those of Azure
 * do: without that Node's client closes the connection after each. Where it is asked to, it reports what it commits.
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

const { writeHead } = http.ServerResponse.prototype;
http.ServerResponse.prototype.writeHead = function (this: http.ServerResponse, ...head: unknown[]) {
  const isOpen = this.req.method === 'HEAD' && !this.hasHeader('content-length');
  if (isOpen) this.setHeader('transfer-encoding', 'chunked');
  return Reflect.apply(writeHead, this, head) as http.ServerResponse;
} as typeof writeHead;

const reported = process.env[REPORT_COMMITS];
if (reported) reportCommits(reported.split(','));

process.argv = [node, entry, ...azuriteArguments];
// As a URL: a path would end at its first # or ?.
void import(pathToFileURL(entry).href);
