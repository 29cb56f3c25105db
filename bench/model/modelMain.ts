import { readFileSync } from 'node:fs';
import { startServer } from '../../local/http/startServer';
import { MACHINE } from '../../src/services/machine';
import { endWithStarter } from '../measure/endWithStarter';
import { createBlobService, type ServiceState } from './blobService';
import { ModelledBlobs } from './modelledBlobs';
import { ModelledTraffic, type Traffic } from './modelledTraffic';
import type { ModelSettings } from './modelSettings';

/** What the bench asks of the model's process. */
export type ModelCommand =
  | { id: number; begin: { settings: ModelSettings; scale: number; source: { path: string; bytes: number } } }
  | { id: number; read: { target: string } };

/** `started`: where it answers, once. `traffic`: since the last `begin`; `targetBytes` is the committed copy's length. */
export type ModelAnswer = { started: string } | { id: number; traffic?: Traffic; targetBytes?: number };

let state: ServiceState | undefined;

async function main(): Promise<void> {
  endWithStarter();
  const [keyFile = '', certFile = ''] = process.argv.slice(2);
  const tls = { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') };
  const service = createBlobService(() => {
    if (!state) throw new Error('No copy has begun.');
    return state;
  });
  const { origin } = await startServer({ name: 'Model of storage', port: 0, tls, listener: service });
  process.on('message', (command: ModelCommand) => send(obey(command)));
  send({ started: origin });
}

function obey(command: ModelCommand): ModelAnswer {
  const { id } = command;
  if ('read' in command) {
    const targetBytes = state?.blobs.find(command.read.target)?.size;
    return { id, ...(state && { traffic: state.traffic.read() }), ...(targetBytes !== undefined && { targetBytes }) };
  }
  const { settings, scale, source } = command.begin;
  const blobs = new ModelledBlobs();
  blobs.makeUp(source.path, source.bytes);
  const traffic = new ModelledTraffic(settings, MACHINE, scale);
  state = { blobs, traffic, retryAfterSeconds: settings.retryAfterSeconds * scale };
  return { id };
}

function send(answer: ModelAnswer): void {
  process.send?.(answer);
}

void main();
