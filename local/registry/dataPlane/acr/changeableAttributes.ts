import type { IncomingMessage } from 'node:http';
import { readBody } from '../../../http/answer';
import type { ChangeableAttributes } from '../../contentStore';
import { UNLOCKED } from '../../store/entries';
import { RegistryError } from '../registryError';

/** Reads the body of a PATCH that locks or unlocks: some of the four attributes, each true or false. */
export async function readChange(request: IncomingMessage): Promise<Partial<ChangeableAttributes>> {
  const names = Object.keys(UNLOCKED) as (keyof ChangeableAttributes)[];
  let body: Record<string, unknown>;
  try {
    body = Object(JSON.parse((await readBody(request, 64 * 1024)).toString('utf8'))) as Record<string, unknown>;
  } catch {
    throw new RegistryError(400, 'UNSUPPORTED', `The body is not JSON; expected some of ${names.join(', ')}.`);
  }
  const change: Partial<ChangeableAttributes> = {};
  for (const name of names) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'boolean') {
      throw new RegistryError(400, 'UNSUPPORTED', `${name} is ${JSON.stringify(value)}; expected true or false.`);
    }
    change[name] = value;
  }
  return change;
}
