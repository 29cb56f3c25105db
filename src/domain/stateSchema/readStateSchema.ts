import { z } from 'zod';
import { StateSchemaUnreadableError } from '../failures/errors';
import { FIRST_SCHEMA, type StateSchema } from './stateSchema';

/** A newer app may say more. */
const schema = z.looseObject({ version: z.int().min(FIRST_SCHEMA), writtenBy: z.string(), at: z.string() });

/**
 * What the state container says of its own layout.
 *
 * @param text  of the blob schema.json
 *
 * Errors: StateSchemaUnreadableError where it is not as an app writes it.
 */
export function readStateSchema(text: string): StateSchema {
  const read = schema.safeParse(parsed(text));
  if (!read.success) throw new StateSchemaUnreadableError();
  return read.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
