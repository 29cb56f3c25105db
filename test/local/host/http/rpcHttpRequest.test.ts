import { createServer } from 'node:http';
import { rpcHttpRequest } from '../../../../local/host/http/rpcHttpRequest';
import { freePort } from '../../../../local/http/freePort';
import { readRecording, send } from '../recordings';

interface Nullable {
  value: string;
}
interface Recorded {
  request: {
    inputData: {
      value: Record<'nullableHeaders' | 'nullableParams' | 'nullableQuery', Record<string, Nullable>> & {
        method: string;
        url: string;
        body: { bytes: { base64: string } } | null;
      };
    }[];
    triggerMetadata: Record<string, { rpcType: string; value?: string; json?: unknown }>;
  };
}
const { rpc } = readRecording<{ rpc: Record<string, Recorded> }>('http-and-events.json');

const values = (entries: Record<string, Nullable>) =>
  Object.fromEntries(Object.entries(entries).map(([name, { value }]) => [name, value]));

describe('rpcHttpRequest', () => {
  it.each(['http', 'httpNoBody', 'httpThrows', 'httpReturnsUndefined'])('makes what was recorded: %s', async (name) => {
    // Prepare
    const recorded = rpc[name]?.request as Recorded['request'];
    const value = recorded.inputData[0]?.value as Recorded['request']['inputData'][0]['value'];
    const body = value.body ? Buffer.from(value.body.bytes.base64, 'base64') : Buffer.alloc(0);
    const url = new URL(value.url);
    const port = await freePort();

    let made: ReturnType<typeof rpcHttpRequest> | undefined;
    const server = createServer((request, response) => {
      made = rpcHttpRequest(request, url, values(value.nullableParams), body);
      response.end();
    }).listen(port, '127.0.0.1');
    const headers = recorded.triggerMetadata['Headers']?.json as Record<string, string>;
    const path = `${url.pathname}${url.search}`;

    // Act
    await send(`http://127.0.0.1:${port}`, {
      method: value.method,
      path,
      headers,
      body: value.body && body.toString(),
    });
    await new Promise((resolve) => server.close(resolve));

    // Assess
    const { http, triggerMetadata } = made as NonNullable<typeof made>;
    expect({ ...http, body: http.body ? Buffer.from(http.body.bytes as Uint8Array).toString() : null }).toEqual({
      method: value.method,
      url: value.url,
      // The connection belongs to the client that sends, not to what is converted.
      nullableHeaders: { ...plain(value.nullableHeaders), connection: http.nullableHeaders?.['connection'] },
      nullableParams: plain(value.nullableParams),
      nullableQuery: plain(value.nullableQuery),
      body: value.body ? body.toString() : null,
    });
    const { Headers, Query, ...rest } = triggerMetadata;
    expect(JSON.parse(Query?.json as string)).toEqual(recorded.triggerMetadata['Query']?.json);
    expect(JSON.parse(Headers?.json as string)).toMatchObject(headers);
    for (const [key, entry] of Object.entries(rest)) expect(entry.string).toBe(recorded.triggerMetadata[key]?.value);
  });
});

function plain(entries: Record<string, Nullable>): Record<string, Nullable> {
  return Object.fromEntries(Object.entries(entries).map(([name, { value }]) => [name, { value }]));
}
