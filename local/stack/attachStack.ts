import path from 'node:path';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';
import type { LocalPorts } from '../settings';
import { type Certificate, ensureCertificate } from './certificate';
import { endpointsOf, type StackEndpoints } from './endpoints';
import { ensureKeys, type StackKeys } from './keys';

const FILE = 'stack.json';

/** What a client of a running stack has to know. */
export interface AttachedStack {
  endpoints: StackEndpoints;
  certificate: Certificate;
  keys: StackKeys;
}

/** Writes down where the stack of a folder listens. */
export function describeForClients(folder: string, ports: LocalPorts): void {
  writeJsonFile(path.join(folder, FILE), { ports });
}

/** Reads where the stack of a folder listens. @throws Error when none has ever run there. */
export async function attachStack(folder: string): Promise<AttachedStack> {
  const description = readJsonFile(path.join(folder, FILE)) as { ports: LocalPorts } | undefined;
  if (!description) {
    throw new Error(`No stack has run in ${folder}. Start one with "npm run stack", or name its folder with --folder.`);
  }
  const certificate = await ensureCertificate(folder);
  return { endpoints: endpointsOf(description.ports), certificate, keys: ensureKeys(folder) };
}
