import { choice } from '../../domain/validation/fields';

/** A parameter that says whether something is only shown. */
export const dryRunText = choice(['true', 'false'])
  .transform((given) => given === 'true')
  .default(false);
