import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { StackPorts } from './stackSettings';
import type { Platform } from '../platform';
import { type Certificate, ensureCertificate } from './certificate';
import { endpointsOf, type StackEndpoints } from './stackEndpoints';
import { ensureStackKeys, type StackKeys } from './stackKeys';

const FILE = 'stack.json';

/** What a client of a running stack needs. */
export interface AttachedStack {
  endpoints: StackEndpoints;
  certificate: Certificate;
  keys: StackKeys;
}

/** Writes down where the stack of a folder listens. */
export async function describeForClients(folder: string, ports: StackPorts): Promise<void> {
  await writeFile(path.join(folder, FILE), `${JSON.stringify({ ports }, null, 2)}\n`);
}

/** Reads where the stack of a folder listens. @throws Error when none has ever run there. */
export async function attachStack(platform: Platform, folder: string): Promise<AttachedStack> {
  let text: string;
  try {
    text = await readFile(path.join(folder, FILE), 'utf8');
  } catch (error) {
    throw new Error(
      `No stack has run in ${folder}. Start one with "npm run stack", or name the folder of a stack that runs with --folder.`,
      {
        cause: error,
      },
    );
  }
  const { ports } = JSON.parse(text) as { ports: StackPorts };
  const [certificate, keys] = await Promise.all([ensureCertificate(platform, folder), ensureStackKeys(folder)]);
  return { endpoints: endpointsOf(ports), certificate, keys };
}
