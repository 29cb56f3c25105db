const LOOK_EVERY_MS = 50;

/**
 * Waits until `condition` answers something other than undefined or false, and answers that.
 *
 * @param options.what says in the error what was waited for. @throws Error when it has not come true in time.
 */
export async function until<T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  options: { timeoutMs?: number; what: string },
): Promise<T> {
  const { timeoutMs = 30_000, what } = options;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
