import { z } from 'zod';
import { LONGEST_WORDS, shortened } from '../errorBody';
import { redact } from '../redact';
import { FAILURE_CODES, type FailureCode } from './codes';

/** Why something did not happen, for an operator. It crosses durable state, reports and HTTP answers: it never holds a secret. */
export const failureSchema = z.strictObject({
  /** Stable, snake_case; each has one class in this folder, or stands for what no class can. */
  code: z.enum(FAILURE_CODES),
  /** What happened, to which artifact, blob or run, with the service's own words. */
  message: z.string(),
  /** What the operator should do next. */
  nextStep: z.string(),
  /** The service's correlation or request id, to quote to support. */
  correlationId: z.string().exactOptional(),
  /** The Azure resource id of the pipeline run at fault. */
  resourceId: z.string().exactOptional(),
});

export type Failure = z.infer<typeof failureSchema>;

const SHORT = 200;

/** The same failure in few words, for each of many artifacts: the whole of it stands once, in the report's `failures`. */
export function inShort(failure: Failure): Failure {
  if (failure.message.length <= SHORT) return failure;
  return {
    ...failure,
    message: `${shortened(failure.message, SHORT)} (the whole message stands in "failures" of the report).`,
  };
}

/** Whether a failure has the cause that a class of errors stands for. */
export function isCausedBy(failure: Failure | undefined, cause: { readonly CODE: FailureCode }): boolean {
  return failure?.code === cause.CODE;
}

/** Whether a failure is a defect of the app: nothing that waiting could mend. */
export function isDefect(failure: Failure): boolean {
  return failure.code === 'internal_error';
}

/** The failure that an exception stands for which is none of the app's own: a defect of the app. */
export function internalError(thrown: unknown): Failure {
  return {
    code: 'internal_error',
    message: `The app met an error that it does not know: ${firstLineOf(thrown)}`,
    nextStep: "Look for this error in the app's log, and report it. Retrying the transfer (POST …/retry) may help.",
  };
}

/** The failure of an activity that the Functions host ended, or whose worker died: what it threw is the host's own text. */
export function hostFailure(thrown: unknown): Failure {
  return {
    code: 'unexpected_error',
    message: `The Functions host ended a step of the transfer: ${firstLineOf(thrown)}`,
    nextStep: "Look at the app's log for this transfer id, then retry the transfer (POST …/retry).",
  };
}

/** The rest is a stack, which no report shows. */
function firstLineOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const [line = ''] = text.split('\n', 1);
  const message = redact(line.replace(/^Activity function '.*?' failed:\s*/, '').trim());
  return shortened(message, LONGEST_WORDS) || 'it has no message.';
}
