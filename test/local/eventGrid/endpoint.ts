import type { IncomingHttpHeaders } from 'node:http';
import { readBody } from '../../../local/http/answer';
import { startServer } from '../../../local/http/startServer';

export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** A web hook of the test's own: takes part in handshakes, and answers everything else with `status`. */
export interface TestEndpoint {
  url: string;
  /** Requests that carried events. */
  received: Received[];
  /** Ids of all events that came, in their order. */
  ids(): string[];
  /** Handshakes, of both kinds. */
  handshakes: Received[];
  /** Answers to deliveries, each the next; the last one stays. Default 200. */
  statuses: number[];
  /** Whether it takes part in handshakes. */
  isWilling: boolean;
  close(): Promise<void>;
}

/** @param port 0 takes any free one */
export async function startEndpoint(port = 0): Promise<TestEndpoint> {
  const endpoint = { received: [] as Received[], handshakes: [] as Received[], statuses: [200], isWilling: true };
  const server = await startServer({
    name: 'endpoint',
    port,
    listener: async (request, response) => {
      const text = (await readBody(request)).toString();
      const { method = '', url = '', headers } = request;
      const received = { method, url, headers, body: text === '' ? undefined : JSON.parse(text) };
      if (method === 'OPTIONS') {
        endpoint.handshakes.push(received);
        return void response.writeHead(200, endpoint.isWilling ? { 'webhook-allowed-origin': '*' } : {}).end();
      }
      if (headers['aeg-event-type'] === 'SubscriptionValidation') {
        endpoint.handshakes.push(received);
        const validationResponse = endpoint.isWilling ? received.body[0].data.validationCode : 'no';
        return void response.end(JSON.stringify({ validationResponse }));
      }
      endpoint.received.push(received);
      const status = endpoint.statuses.length > 1 ? endpoint.statuses.shift() : endpoint.statuses[0];
      response.writeHead(status ?? 200).end();
    },
  });
  return Object.assign(endpoint, {
    url: `${server.origin}/hook?functionName=f&code=secret`,
    ids: () => endpoint.received.flatMap(({ body }) => [body].flat().map(({ id }: { id: string }) => id)),
    close: () => server.close(),
  });
}
