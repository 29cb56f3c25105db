import type { HttpClient } from '@azure/core-rest-pipeline';
import { guarded } from './guard';
import { HTTP_CLIENT, sendWithin } from './httpClient';
import type { Reach } from './reach';
import { trustingClient, type Trust } from './trustingClient';

/**
 * What the clients of the app's own identity are made with: the platform says where that is. None tries again by itself: it would sleep through every Retry-After inside the
 * call, however long, and an activity that sleeps is killed. Orchestrations try again, with durable timers.
 */
export const CLIENT_OPTIONS = Object.freeze({ httpClient: HTTP_CLIENT, retryOptions: { maxRetries: 0 } });

/** What every other client of Azure is made with: it reaches the addresses that it was made for, and no other. */
export function clientOptionsFor(reach: Reach): typeof CLIENT_OPTIONS {
  return Object.freeze({ ...CLIENT_OPTIONS, httpClient: guarded(reach, clientOf(reach)) });
}

function clientOf({ cloud }: Reach): HttpClient {
  const trust = trustOf(cloud);
  if (!trust) return HTTP_CLIENT;
  const inner = trustingClient(trust);
  return { sendRequest: (request) => sendWithin(request, (limited) => inner.sendRequest(limited)) };
}

/** Undefined where the system's authorities are all that count. */
export function trustOf(cloud: Reach['cloud']): Trust | undefined {
  if (cloud?.certificateAuthority === undefined) return undefined;
  return { name: cloud.name, certificateAuthority: cloud.certificateAuthority };
}

/**
 * The scope of tokens for an audience, which is never shortened: one that ends in `/` gives the double slash that Azure
 * Resource Manager expects.
 */
export function scopeOf(audience: string): string {
  return `${audience}/.default`;
}
