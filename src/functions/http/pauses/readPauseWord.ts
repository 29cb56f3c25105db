import { z } from 'zod';
import { RequestInvalidError } from '../../../domain/failures/errors';
import { redact } from '../../../domain/redact';
import { expecting } from '../../../domain/validation/expectation';
import { strictObject } from '../../../domain/validation/fields';
import { isPrintable } from '../../../domain/validation/isPrintable';
import { validate } from '../../../domain/validation/validate';
import { BODY } from '../../../domain/validation/wording';
import type { PauseWord } from '../../../domain/pause/pauseWord';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies } from '../dependencies';

const LONGEST_REASON = 500;

const bodySchema = strictObject(
  {
    reason: expecting(
      // People read it in a shell.
      z.string().trim().max(LONGEST_REASON).refine(isPrintable),
      { expected: `a text of 1 to ${LONGEST_REASON} characters on one line, without control characters` },
    ).exactOptional(),
  },
  'no body, or a JSON object with "reason"',
);

/**
 * Who sends a request, when, and the reason that its body gives.
 *
 * Errors: RequestInvalidError.
 */
export function readPauseWord(
  { settings, machine }: Pick<ApiDependencies, 'settings' | 'machine'>,
  { request, body }: ApiCall,
): PauseWord {
  const reason = readReason(body);
  return {
    at: new Date(machine.now()).toISOString(),
    by: callerOf(request, settings.trustSignIn),
    ...(reason !== undefined && { reason }),
  };
}

/** People paste what they see: a key must not stay in the state, or be shown to others. */
function readReason(body: unknown): string | undefined {
  const checked = validate(bodySchema, body === undefined ? {} : body, { wording: BODY });
  if ('mistakes' in checked) throw new RequestInvalidError(checked.mistakes);
  const { reason } = checked.value;
  return reason === undefined ? undefined : redact(reason);
}
