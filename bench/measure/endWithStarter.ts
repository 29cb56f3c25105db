/**
 * Ends this process on Ctrl-C, on SIGTERM and when the process that forked it has gone, by way of the `exit` event: what
 * it has started ends with it.
 */
export function endWithStarter(): void {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  process.once('disconnect', () => process.exit(1));
}
