/** Tries the container of the app's own state. */
export interface StateProbe {
  /** Writes a blob, reads it and removes it again. Errors: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError. */
  probe(): Promise<void>;
}
