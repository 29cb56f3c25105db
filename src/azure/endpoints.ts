import { createPipelineRequest } from '@azure/core-rest-pipeline';
import { readErrorBody } from '../domain/errorBody';
import type { Endpoints } from '../domain/ports/endpoints';
import { redact } from '../domain/redact';
import { clientOptionsFor } from './clientOptions';
import { sendWithin } from './httpClient';

/** The cheap look of the doctor, whose probe this is, gives a check eight seconds. */
const LIMIT_MS = 5_000;

/** What Node says of certificates that it does not trust: nodejs.org/api/tls.html#x509-certificate-error-codes */
const DISTRUST = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|ERR_TLS/;

/** Asks with the client that all clients of Azure use: through the same proxy, with the same certificates. */
export const ENDPOINTS: Endpoints = {
  async look(url, cloud) {
    try {
      const { origin } = new URL(url);
      const named = { service: origin, namedBy: `clouds.${cloud.name}`, cloud };
      const { httpClient } = clientOptionsFor({ ...named, addresses: [origin], redirectsAnswer: true });
      const request = createPipelineRequest({ url });
      const { status, headers, bodyAsText } = await sendWithin(request, (one) => httpClient.sendRequest(one), LIMIT_MS);
      const date = Date.parse(headers.get('date') ?? '');
      const { words } = readErrorBody(bodyAsText ?? '');
      return { answers: true, status, ...(!Number.isNaN(date) && { date }), words: redact(words) };
    } catch (error) {
      const code = codeIn(error);
      const words = redact(error instanceof Error ? error.message : String(error));
      return {
        answers: false,
        isDistrusted: DISTRUST.test(code),
        words: words.includes(code) ? words : `${code}: ${words}`,
      };
    }
  },
};

/** The code of the system's own error, beneath those of the clients. */
function codeIn(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (cause !== undefined && cause !== null) return codeIn(cause);
  return typeof code === 'string' ? code : '';
}
