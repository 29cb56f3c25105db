import { z } from 'zod';
import { expecting } from '../../src/domain/validation/expectation';
import { flag, strictObject } from '../../src/domain/validation/fields';
import { parseBody } from './adminInputError';

/** What can be changed about the emulated services while they run. */
export interface AdminSettings {
  /** Seconds an export run takes at least, its real work included. */
  exportSeconds: number;
  /** Seconds an import run takes at least, its real work included. */
  importSeconds: number;
  /** Seconds between two scans of the import pipelines whose source trigger is Enabled. */
  sourceTriggerSeconds: number;
  /** Pipeline runs that one registry works on at once; the others wait as Creating. */
  slots: number;
  /** Entries on one page of an ARM list. */
  pageSize: number;
  /** Shows `provisioningState: Succeeded` while `response.status` is still Running, as the published examples do. */
  provisioningStateLeads: boolean;
  /** Seconds sent as `Retry-After` with a new pipeline run; 0 sends none. */
  retryAfterSeconds: number;
  /** Answers DELETE of a pipeline run with 202 and a Location instead of 200. */
  deleteIsAsynchronous: boolean;
  /** Seconds that the service takes to make, change or delete a pipeline; 0 does it at once, as recorded. */
  pipelineSeconds: number;
  /** Why pipelines that are made or changed end as Failed; empty lets them succeed. */
  pipelineFailure: string;
  /** Answers 429 once an ARM bucket is empty; otherwise the headers alone tell. */
  enforceRateLimits: boolean;
  /** API versions that know pipelines; empty means every one that the service has had. */
  pipelineApiVersions: string[];
  /** Seconds until a role that was assigned through Resource Manager acts; Azure's own take up to ten minutes. */
  rolePropagationSeconds: number;
  /** Seconds by which the clock of Resource Manager is ahead. */
  armClockSkewSeconds: number;
}

export const DEFAULT_ADMIN_SETTINGS: AdminSettings = {
  exportSeconds: 0,
  importSeconds: 0,
  sourceTriggerSeconds: 900,
  slots: 10,
  pageSize: 50,
  provisioningStateLeads: false,
  retryAfterSeconds: 0,
  deleteIsAsynchronous: true,
  pipelineSeconds: 0,
  pipelineFailure: '',
  enforceRateLimits: false,
  pipelineApiVersions: [],
  rolePropagationSeconds: 0,
  armClockSkewSeconds: 0,
};

const patchSchema = strictObject({
  exportSeconds: numberFrom(0).exactOptional(),
  importSeconds: numberFrom(0).exactOptional(),
  sourceTriggerSeconds: numberFrom(0.1).exactOptional(),
  slots: wholeNumberFrom(1).exactOptional(),
  pageSize: wholeNumberFrom(1).exactOptional(),
  provisioningStateLeads: flag().exactOptional(),
  retryAfterSeconds: numberFrom(0).exactOptional(),
  deleteIsAsynchronous: flag().exactOptional(),
  pipelineSeconds: numberFrom(0).exactOptional(),
  pipelineFailure: expecting(z.string(), { expected: 'a text' }).exactOptional(),
  enforceRateLimits: flag().exactOptional(),
  pipelineApiVersions: expecting(z.array(expecting(z.string(), { expected: 'an API version, as text' })), {
    expected: 'a list of API versions',
  }).exactOptional(),
  rolePropagationSeconds: numberFrom(0).exactOptional(),
  armClockSkewSeconds: expecting(z.number(), { expected: 'a number of seconds' }).exactOptional(),
} satisfies Record<keyof AdminSettings, z.ZodType>);

/**
 * Merges a partial document into settings.
 *
 * @throws AdminInputError listing every key that is unknown and every value that cannot be used.
 */
export function mergeAdminSettings(current: AdminSettings, patch: unknown): AdminSettings {
  return { ...current, ...parseBody(patchSchema, patch) };
}

function numberFrom(lowest: number) {
  return expecting(z.number().min(lowest), { expected: `a number from ${lowest} upwards` });
}

function wholeNumberFrom(lowest: number) {
  return expecting(z.int().min(lowest), { expected: `a whole number from ${lowest} upwards` });
}
