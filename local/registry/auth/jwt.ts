/** One part of a JWT: JSON in base64url. */
export function encodeJwtPart(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** The claims of a JWT, its signature unchecked; undefined when the text is not a JWT. */
export function decodeJwt(token: string): Record<string, unknown> | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
