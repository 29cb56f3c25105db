import { choice } from '../../../domain/validation/fields';

/** A parameter that is `true` or `false`; absent, it is false. */
export const flagText = choice(['true', 'false'])
  .transform((given) => given === 'true')
  .default(false);
