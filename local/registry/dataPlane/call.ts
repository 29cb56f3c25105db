import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Grant, RegistryAuth } from '../auth/registryAuth';
import type { DiskContentStore } from '../createContentStore';
import type { ManifestChange } from './registryChange';

/** A request that needs no login: those that get one. */
export interface OpenCall {
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
  auth: RegistryAuth;
}

/** A request that was allowed, taken apart. */
export interface Call extends OpenCall {
  store: DiskContentStore;
  /** Host and port that clients know the registry by. */
  loginServer: string;
  /** Grammatical, or empty when the path names none. */
  repository: string;
  /** The last variable part of the path, unchecked: a tag, a digest, an upload's id. */
  reference: string;
  may: Grant;
  /** To be called with what was changed, before it is answered. */
  changed(change: ManifestChange): Promise<void>;
}
