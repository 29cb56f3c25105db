import type { RouteEnd } from '../route';

/** What a cloud says about the API version with which it is asked for pipelines. */
export interface VersionLook {
  isKnown: boolean;
  /** Versions that the cloud knows, where it lists them. */
  supported: string[];
  /** In the service's words. */
  words: string;
  correlationId?: string;
}

/** Asks the clouds of routes which API versions they know. */
export interface PipelineVersions {
  look(end: RouteEnd): Promise<VersionLook>;
}
