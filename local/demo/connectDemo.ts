import type { AttachedStack } from '../stack/attachStack';
import { connectFerry, type FerryClient } from './ferryClient';
import { identityCredential } from './identityCredential';
import type { ProgressStream } from './progressView';
import { connectRegistry, type RegistryClient } from './registryClient';

/** Where a demo runs, and what it writes to. */
export interface DemoOptions {
  stack: AttachedStack;
  /** The Functions host's URL. */
  host: string;
  /** A function key, where the host asks for one. */
  key?: string;
  stream: ProgressStream;
  /** Ends the demo early. */
  signal: AbortSignal;
}

/** What a demo works with. */
export interface ConnectedDemo {
  source: RegistryClient;
  target: RegistryClient;
  api: FerryClient;
  say(text: string): void;
}

/** Makes the clients of both registries and of the app. */
export function connectDemo({ stack, host, key, stream, signal }: DemoOptions): ConnectedDemo {
  const { endpoints, certificate, keys } = stack;
  const credential = identityCredential({ endpoint: endpoints.identity, header: keys.identityHeader });
  const connect = (endpoint: string) => connectRegistry({ endpoint, credential, ca: certificate.cert });
  return {
    source: connect(endpoints.sourceRegistry),
    target: connect(endpoints.targetRegistry),
    api: connectFerry({ origin: host, signal, ...(key !== undefined && { key }) }),
    say: (text) => void stream.write(`${text}\n`),
  };
}
