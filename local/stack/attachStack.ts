import path from 'node:path';
import type { StackPorts } from './stackSettings';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';
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
export function describeForClients(folder: string, ports: StackPorts): void {
  writeJsonFile(path.join(folder, FILE), { ports });
}

/** Reads where the stack of a folder listens. @throws Error when none has ever run there. */
export async function attachStack(platform: Platform, folder: string): Promise<AttachedStack> {
  const description = readJsonFile(path.join(folder, FILE)) as { ports: StackPorts } | undefined;
  if (!description) {
    throw new Error(
      `No stack has run in ${folder}. Start one with "npm run stack", or name the folder of a stack that runs with --folder.`,
    );
  }
  const certificate = await ensureCertificate(platform, folder);
  return { endpoints: endpointsOf(description.ports), certificate, keys: ensureStackKeys(folder) };
}
