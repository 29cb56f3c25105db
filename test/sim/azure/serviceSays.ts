import { toFerryError } from '../../../src/azure/serviceError';
import type { FerryError } from '../../../src/domain/failures/errors';

/** Part of every secret of the simulation: what holds it where it must not has leaked one. */
export const MARKER = 'sImUlAtEdSeCrEt';

/** A SAS, as people store it. */
export function sasNumber(version: number): string {
  return `sv=2024-11-04&sr=c&sp=racwdl&se=2099-01-01T00%3A00%3A00Z&sig=${MARKER}${version}%3D`;
}

/** What a service says in its own words: they hold secrets, as those of real services and SDKs sometimes do. */
export const TELLTALE = `see https://builds.blob.core.windows.net/transfers/a?${sasNumber(0)} (Authorization: Bearer eyJ0eXAi${MARKER}.e30.${MARKER})`;

/** An answer that is no success. */
export interface Refusal {
  /** HTTP status; absent when there was no answer. */
  status?: number;
  code?: string;
  retryAfterSeconds?: number;
}

/** What the app's adapters make of an answer that an SDK's client throws. */
export function serviceSays({ status, code, retryAfterSeconds }: Refusal, doing: string): FerryError {
  const headers = new Map([['x-ms-request-id', 'simulated']]);
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds));
  const thrown = {
    name: 'RestError',
    message: `The service does not do it; ${TELLTALE}`,
    ...(code !== undefined && { code }),
    ...(status !== undefined && { statusCode: status, response: { status, headers } }),
  };
  return toFerryError(thrown, doing, 'a role on the simulated service');
}
