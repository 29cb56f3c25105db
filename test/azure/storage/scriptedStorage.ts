import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AnonymousCredential, ContainerClient, newPipeline } from '@azure/storage-blob';
import type { OpenContainer } from '../../../src/azure/storage/containers';

export interface Scripted {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

interface Seen {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A storage service that answers requests one after the other from a script, and 500 when that is at its end. */
export class ScriptedStorage {
  requests: Seen[] = [];
  private script: Scripted[] = [];
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      this.requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      const answer = this.script.shift() ?? { status: 500 };
      response.writeHead(answer.status, answer.headers);
      response.end(method === 'HEAD' ? undefined : answer.body);
    });
  });

  /** URI of an account. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/production`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Begins a new script. */
  answer(...script: Scripted[]): void {
    this.script = script;
    this.requests = [];
  }
}

/** Opens containers with the real storage client, which tries everything once. */
export const openAnonymously: OpenContainer = async (end, { policies = [] } = {}) => {
  const pipeline = newPipeline(new AnonymousCredential(), { retryOptions: { maxTries: 1 } });
  pipeline.factories.push(...policies);
  return new ContainerClient(end.containerUri, pipeline);
};

/** An error as the service answers it. */
export function refusal(status: number, code: string, headers: Record<string, string> = {}): Scripted {
  return {
    status,
    headers: { 'x-ms-error-code': code, 'content-type': 'application/xml', 'x-ms-request-id': 'r1', ...headers },
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>`,
  };
}
