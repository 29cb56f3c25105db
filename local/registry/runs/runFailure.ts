/** Ends a pipeline run as Failed; the message becomes its `pipelineRunErrorMessage`. */
export class RunFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RunFailure';
  }
}

/** An artifact that a lock keeps from being exported or imported. */
export function lockedFailure(artifact: string, verb: 'exported' | 'imported', lock: string): RunFailure {
  return new RunFailure(
    `The artifact '${artifact}' cannot be ${verb}: ${lock}. Unlock it with az acr repository update, or leave it out.`,
  );
}

/** Words a refusal of the storage service as the real one does. Never quotes a URL: it may hold a signature. */
export function storageFailure(error: unknown): RunFailure {
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string };
  if (statusCode !== undefined) {
    return new RunFailure(
      `Failed to access storage. Service request failed. Status: ${statusCode} (${code ?? 'Unknown'})`,
    );
  }
  return new RunFailure(`Failed to access storage. ${String(message).replace(/\?\S*/g, '?…')}`);
}
