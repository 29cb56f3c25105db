/**
 * The object id of whom an access token is for; undefined where it cannot be read. [INF] tokens are their audience's own, and Entra ID does
 * not promise their form: what this tells goes into commands to paste, and decides nothing.
 */
export function objectIdIn(token: string): string | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const { oid } = (payload ?? {}) as { oid?: unknown };
    return typeof oid === 'string' ? oid : undefined;
  } catch {
    return undefined;
  }
}
