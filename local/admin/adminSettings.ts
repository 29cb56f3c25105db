import { AdminInputError } from './adminInputError';

/** What can be changed about the emulated services while they run. */
export interface AdminSettings {
  /** Seconds an export run takes beyond its real work. */
  exportSeconds: number;
  /** Seconds an import run takes beyond its real work. */
  importSeconds: number;
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
  /** Answers 429 once an ARM bucket is empty; otherwise the headers alone tell. */
  enforceRateLimits: boolean;
  /** API versions that know pipelines; empty means every one that the service has had. */
  pipelineApiVersions: string[];
}

export const DEFAULT_ADMIN_SETTINGS: AdminSettings = {
  exportSeconds: 0,
  importSeconds: 0,
  slots: 10,
  pageSize: 50,
  provisioningStateLeads: false,
  retryAfterSeconds: 0,
  deleteIsAsynchronous: true,
  enforceRateLimits: false,
  pipelineApiVersions: [],
};

const LOWEST: Partial<Record<keyof AdminSettings, number>> = { slots: 1, pageSize: 1 };

/**
 * Merges a partial document into settings.
 *
 * @throws AdminInputError naming the first key that is unknown or of the wrong type, and what is expected.
 */
export function mergeAdminSettings(current: AdminSettings, patch: unknown): AdminSettings {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    throw new AdminInputError('Settings must be a JSON object.', Object.keys(DEFAULT_ADMIN_SETTINGS));
  }
  for (const [key, value] of Object.entries(patch)) checkSetting(key, value);
  return { ...current, ...patch };
}

function checkSetting(key: string, value: unknown): void {
  const example = (DEFAULT_ADMIN_SETTINGS as unknown as Record<string, unknown>)[key];
  if (example === undefined) {
    throw new AdminInputError(`There is no setting "${key}".`, Object.keys(DEFAULT_ADMIN_SETTINGS));
  }
  if (Array.isArray(example)) {
    if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return;
    throw new AdminInputError(`The setting "${key}" cannot be ${JSON.stringify(value)}.`, ['an array of strings']);
  }
  if (typeof value !== typeof example) {
    throw new AdminInputError(`The setting "${key}" cannot be ${JSON.stringify(value)}.`, [`a ${typeof example}`]);
  }
  const lowest = LOWEST[key as keyof AdminSettings] ?? 0;
  const whole = key === 'slots' || key === 'pageSize';
  if (typeof value === 'number' && (!(value >= lowest) || (whole && !Number.isInteger(value)))) {
    throw new AdminInputError(`The setting "${key}" cannot be ${value}.`, [
      `a ${whole ? 'whole ' : ''}number from ${lowest} upwards`,
    ]);
  }
}
