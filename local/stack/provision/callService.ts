import https from 'node:https';

export interface ServiceCall {
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  url: string;
  /** Bearer token. */
  token: string;
  /** PEM of the certificate to trust. */
  ca: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** A status that is no error: 404 for what may not exist, 409 for what may exist already. */
  accept?: number;
}

/**
 * Sends JSON to one of the stack's services and returns its answer; undefined when it answers the status of `accept`.
 *
 * @throws Error with method, URL (without its query), status and the service's message for any other refusal.
 */
export async function callService(call: ServiceCall): Promise<Record<string, unknown> | undefined> {
  const { status, text } = await send(call);
  if (status === call.accept) return undefined;
  if (status < 300) return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  throw new Error(`${call.method} ${call.url.split('?')[0]} answered ${status}: ${text.slice(0, 500)}`);
}

function send({
  method,
  url,
  token,
  ca,
  body,
  headers: extra,
}: ServiceCall): Promise<{ status: number; text: string }> {
  const payload = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const headers = {
    authorization: `Bearer ${token}`,
    ...extra,
    ...(payload && { 'content-type': 'application/json', 'content-length': payload.length }),
  };
  return new Promise((resolve, reject) => {
    const request = https.request(url, { method, headers, ca, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(payload);
  });
}
