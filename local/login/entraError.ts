/** What the authority answers instead of a token: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
export class EntraError extends Error {
  constructor(
    readonly status: 400 | 401,
    /** OAuth's own: RFC 6749 §5.2. */
    readonly error:
      'invalid_client' | 'invalid_request' | 'invalid_scope' | 'unauthorized_client' | 'unsupported_grant_type',
    /** `7000215` of AADSTS7000215. */
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** The document that goes with it. */
export function describeEntraError(
  { error, code, message }: EntraError,
  ids: { traceId: string; correlationId: string; now: number },
): Record<string, unknown> {
  const { traceId, correlationId } = ids;
  const timestamp = new Date(ids.now)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  return {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  };
}
