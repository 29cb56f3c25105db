import type { FailureCode } from './codes';
import type { Failure } from './failure';

/** Base of every error that this app reports: one class for each cause, with a stable code. */
export abstract class FerryError extends Error {
  abstract readonly code: FailureCode;
  /** True when the same call may succeed later. */
  readonly transient: boolean = false;
  /** True when the same call may succeed within minutes: a role, a secret or a resource that is new is not known everywhere at once. */
  readonly mayPassSoon: boolean = false;
  /** True where an earlier try of the same call may have done what was asked. */
  uncertain?: true;
  /** Seconds that the service asked to wait before the next try. */
  readonly retryAfterSeconds?: number;
  /** What mends the cause, for who reads it in the answer to a request instead of a report. */
  readonly remedy: string;
  correlationId?: string;
  resourceId?: string;
  /** The service's own error code, as `AuthorizationFailure`. */
  serviceCode?: string;

  constructor(
    message: string,
    readonly nextStep: string,
    details: {
      correlationId?: string | undefined;
      resourceId?: string | undefined;
      /** The service's own. */
      code?: string | undefined;
      retryAfterSeconds?: number | undefined;
      /** The next step itself unless it speaks of a transfer that ended, or of the app's own tries. */
      remedy?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
    this.name = new.target.name;
    this.remedy = details.remedy ?? nextStep;
    if (details.correlationId) this.correlationId = details.correlationId;
    if (details.retryAfterSeconds !== undefined) this.retryAfterSeconds = details.retryAfterSeconds;
    if (details.resourceId) this.resourceId = details.resourceId;
    if (details.code) this.serviceCode = details.code;
  }

  /** The plain value that reports, answers and durable state carry. */
  toFailure(): Failure {
    return {
      code: this.code,
      message: this.message,
      nextStep: this.nextStep,
      ...(this.correlationId && { correlationId: this.correlationId }),
      ...(this.resourceId && { resourceId: this.resourceId }),
    };
  }
}
