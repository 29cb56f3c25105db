/** Does something with a token. */
export type WithToken = <T>(use: (token: string) => Promise<T>) => Promise<T>;

/**
 * A token that is made when it is first needed, once for all who need it, and used until it is refused: then it is made
 * anew, once. No clock is asked: tokens end, and what they allow changes, when their issuer says so.
 *
 * @param isRefused  whether an error says that the token is not, or no longer, good
 */
export function renewable(make: () => Promise<string>, isRefused: (error: unknown) => boolean): WithToken {
  let kept: Promise<string> | undefined;

  function makeOnce(): Promise<string> {
    const made = kept ?? make();
    kept = made;
    made.catch(() => drop(made));
    return made;
  }

  function drop(token: Promise<string> | undefined): void {
    if (kept === token) kept = undefined;
  }

  return async (use) => {
    const known = kept;
    if (known === undefined) return use(await makeOnce());
    try {
      return await use(await known);
    } catch (error) {
      if (!isRefused(error)) throw error;
    }
    drop(known);
    return use(await makeOnce());
  };
}
