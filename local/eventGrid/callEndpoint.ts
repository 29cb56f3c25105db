/** What an endpoint answered. */
export interface EndpointAnswer {
  /** Absent when there was no answer. */
  status?: number;
  headers: Headers;
  text: string;
  /** In words: the status, or why there was none. */
  outcome: string;
}

/**
 * Sends a request to an endpoint; never rejects but for `signal`.
 *
 * @param options.signal ends it, when the stack stops.
 */
export async function callEndpoint(
  url: string,
  options: {
    method: 'POST' | 'OPTIONS';
    headers: Record<string, string>;
    body?: string;
    seconds: number;
    signal: AbortSignal;
  },
): Promise<EndpointAnswer> {
  const { method, headers, body, seconds, signal } = options;
  try {
    const timeout = AbortSignal.timeout(seconds * 1000);
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, outcome: `answered ${response.status}` };
  } catch (error) {
    signal.throwIfAborted();
    return { headers: new Headers(), text: '', outcome: reasonOf(error as Error, seconds) };
  }
}

function reasonOf(error: Error, seconds: number): string {
  if (error.name === 'TimeoutError') return `did not answer within ${seconds} s`;
  const { cause } = error as { cause?: { message?: string; code?: string } };
  return `could not be reached (${cause?.message || cause?.code || error.message})`;
}
