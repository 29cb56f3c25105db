/**
 * The SDK would sleep through every Retry-After inside the call, however long, and an activity that sleeps is killed.
 * Orchestrations retry with durable timers instead.
 */
export const NO_RETRIES = { maxRetries: 0 } as const;

/**
 * The scope of tokens for an audience, which is never shortened: one that ends in `/` gives the double slash that Azure
 * Resource Manager expects.
 */
export function scopeOf(audience: string): string {
  return `${audience}/.default`;
}
