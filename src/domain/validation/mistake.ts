/** One mistake in a file, a request or an app setting, in words that hold no secret. */
export interface Mistake {
  /**
   * Where: `routes.prod.source.registryId`, `artifacts[3]`, `query.state`, `headers.Idempotency-Key`, the name of an app
   * setting, or `line 3, column 7` of a text that is no JSON.
   */
  readonly path: string;
  /** What is wrong there, as the end of a sentence that the path begins: `is missing`. */
  readonly problem: string;
  /** What has to stand there instead. */
  readonly expected: string;
}

/** A mistake as one sentence, for messages and logs. */
export function showMistake({ path, problem, expected }: Mistake): string {
  return `${path} ${problem}; expected ${expected}.`;
}
