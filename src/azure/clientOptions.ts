import { HTTP_CLIENT } from './httpClient';

/**
 * What every client of Azure is made with. None tries again by itself: it would sleep through every Retry-After inside the
 * call, however long, and an activity that sleeps is killed. Orchestrations try again, with durable timers.
 */
export const CLIENT_OPTIONS = Object.freeze({ httpClient: HTTP_CLIENT, retryOptions: { maxRetries: 0 } });

/**
 * The scope of tokens for an audience, which is never shortened: one that ends in `/` gives the double slash that Azure
 * Resource Manager expects.
 */
export function scopeOf(audience: string): string {
  return `${audience}/.default`;
}
