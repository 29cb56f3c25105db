/**
 * The SDK would sleep through every Retry-After inside the call, however long, and an activity that sleeps is killed.
 * Orchestrations retry with durable timers instead.
 */
export const NO_RETRIES = { maxRetries: 0 } as const;
