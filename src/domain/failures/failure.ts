import { z } from 'zod';
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

/** Whether a failure has the cause that a class of errors stands for. */
export function isCausedBy(failure: Failure | undefined, cause: { readonly CODE: FailureCode }): boolean {
  return failure?.code === cause.CODE;
}

const THROWN = /\[ferry:(\{.*?\}):ferry\]/s;

/** Writes a failure into one line of text, for an Error that must cross the durable extension. */
export function failureToText(failure: Failure): string {
  return `${failure.message} [ferry:${JSON.stringify(failure)}:ferry]`;
}

/**
 * Reads the failure back out of what the durable extension made of a thrown error.
 *
 * Anything else (a bug, an unknown activity) becomes `unexpected_error` with the first line of its text: the rest
 * is a stack, which no report shows.
 */
export function failureFromThrown(thrown: unknown): Failure {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const written = THROWN.exec(text)?.[1];
  const failure = written === undefined ? undefined : parseFailure(written);
  if (failure) return failure;
  const firstLine = text.split('\n', 1)[0]?.trim() ?? '';
  return {
    code: 'unexpected_error',
    message:
      firstLine.replace(/^Activity function '.*?' failed:\s*/, '') ||
      'A step failed with an error that has no message.',
    nextStep: "Look for the transfer's id in the app's log, then start the transfer again.",
  };
}

/** The extension escapes the text once more when it nests exceptions. */
function parseFailure(text: string): Failure | undefined {
  for (const candidate of [text, text.replace(/\\"/g, '"').replace(/\\\\/g, '\\')]) {
    try {
      return failureSchema.parse(JSON.parse(candidate));
    } catch {
      continue;
    }
  }
  return undefined;
}
