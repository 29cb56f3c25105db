import { FerryError } from '../../domain/failures/errors';
import { newRoleActsBy } from './newRoleActsBy';

/** The same as `newRoleActsBy`, for who does not wait: undefined also where the roles cannot be read now. */
export async function tooNewAt(...asked: Parameters<typeof newRoleActsBy>): Promise<string | undefined> {
  try {
    return await newRoleActsBy(...asked);
  } catch (error) {
    if (error instanceof FerryError) return undefined;
    throw error;
  }
}
