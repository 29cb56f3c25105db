import type { IncomingMessage } from 'node:http';
import { readBody } from '../../../http/answer';
import type { ChangeableAttributes } from '../../contentStore';
import { UNLOCKED } from '../../store/entries';
import { RegistryError } from '../registryError';

type Locks = keyof typeof UNLOCKED;

/** Reads the body of a PATCH that locks or unlocks: some of the four attributes, each true or false. */
export async function readChange(request: IncomingMessage): Promise<Partial<ChangeableAttributes>> {
  return readLocks(await readFields(request));
}

/** The same for a manifest, whose quarantine may be begun or ended as well: `quarantineState`, any text. */
export async function readManifestChange(request: IncomingMessage): Promise<Partial<ChangeableAttributes>> {
  const fields = await readFields(request);
  const { quarantineState } = fields;
  if (quarantineState === undefined || quarantineState === null) return readLocks(fields);
  if (typeof quarantineState === 'string') return { ...readLocks(fields), quarantineState };
  throw new RegistryError(400, 'UNSUPPORTED', 'quarantineState is no text; expected Passed, Failed or Quarantined.');
}

async function readFields(request: IncomingMessage): Promise<Record<string, unknown>> {
  try {
    return Object(JSON.parse((await readBody(request, 64 * 1024)).toString('utf8'))) as Record<string, unknown>;
  } catch {
    const names = Object.keys(UNLOCKED).join(', ');
    throw new RegistryError(400, 'UNSUPPORTED', `The body is not JSON; expected some of ${names}.`);
  }
}

function readLocks(fields: Record<string, unknown>): Partial<ChangeableAttributes> {
  const change: Partial<ChangeableAttributes> = {};
  for (const name of Object.keys(UNLOCKED) as Locks[]) {
    const value = fields[name];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'boolean') {
      throw new RegistryError(400, 'UNSUPPORTED', `${name} is ${JSON.stringify(value)}; expected true or false.`);
    }
    change[name] = value;
  }
  return change;
}
