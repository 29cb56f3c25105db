import { flagText } from './flagText';

/** A parameter that says whether something is only shown. */
export const dryRunText = flagText;
