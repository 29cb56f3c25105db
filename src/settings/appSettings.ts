import type { PatienceSettings } from '../domain/patience';
import type { PollingSettings } from '../domain/polling';
import type { WindowSettings } from '../domain/slots/windowSettings';

/** The settings of the whole app, validated and defaulted. */
export interface AppSettings {
  /** Where the routes file is: a path, or the https URL of a blob. */
  readonly routesLocation: string;
  /** Where the app keeps its index, reports and cancel flags. */
  readonly state: {
    /** `https://{account}/{container}`, without a trailing slash or a query. */
    readonly containerUri: string;
    /** Token audience of that storage account (also used to read a routes file from a blob). */
    readonly audience: string;
  };
  /** Client id of the user-assigned identity that is the `default` credential; system-assigned when absent. */
  readonly identityClientId?: string;
  /** Token audience of the key vaults that credentials and SAS are read from. */
  readonly vaultAudience: string;
  /** True when sign-in is enforced in front of the app, so that its `x-ms-client-principal*` headers can be believed. */
  readonly trustSignIn: boolean;
  /** Where callers find `/api`, without a slash at the end; absent where nothing that can be believed says so. */
  readonly publicUrl?: string;
  readonly polling: PollingSettings;
  readonly patience: PatienceSettings;
  /** How far in the past a SAS starts that the app issues, because clocks differ. */
  readonly clockSkewMinutes: number;
  /** The most batches of one transfer that run at once. */
  readonly batchesAtOnce: number;
  readonly windows: WindowSettings;
  /** How many reads of one registry plans may make in a minute. */
  readonly registryReadsPerMinute: number;
  /** Largest request body that the API reads, in bytes. */
  readonly maxBodyBytes: number;
}
