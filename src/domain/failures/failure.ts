/** Why something did not happen, for an operator. It crosses durable state, reports and HTTP answers: it never holds a secret. */
export interface Failure {
  /** Stable, snake_case; each has one class in `errors.ts`. */
  code: string;
  /** What happened, to which artifact, blob or run, with the service's own words. */
  message: string;
  /** What the operator should do next. */
  nextStep: string;
  /** The service's correlation or request id, to quote to support. */
  correlationId?: string;
  /** The Azure resource id of the pipeline run at fault. */
  resourceId?: string;
}

/**
 * The outcome of an activity: a permanent failure is a value, because a thrown error loses its class and code on its
 * way. It is `uncertain` when retries ran out: the service may have done what it never answered.
 */
export type Settled<T> = { ok: true; value: T } | { ok: false; failure: Failure; uncertain?: true };

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
    message: firstLine.replace(/^Activity function '.*?' failed:\s*/, '') || 'An unexpected error without a message.',
    nextStep: "Look at the function's log for this transfer id, then start the transfer again.",
  };
}

/** The extension escapes the text once more when it nests exceptions. */
function parseFailure(text: string): Failure | undefined {
  for (const candidate of [text, text.replace(/\\"/g, '"').replace(/\\\\/g, '\\')]) {
    try {
      return JSON.parse(candidate) as Failure;
    } catch {
      continue;
    }
  }
  return undefined;
}
