import { choice } from '../../domain/validation/fields';

/** A parameter that says yes or no; no where it is absent. */
export function yesOrNo() {
  return choice(['true', 'false'])
    .transform((given) => given === 'true')
    .default(false);
}

/** A parameter that says whether something is only shown. */
export const dryRunText = yesOrNo();
