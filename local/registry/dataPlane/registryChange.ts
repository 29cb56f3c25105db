import type { ManifestDocument } from './manifestDocument';

/** A manifest that came into a registry, or left it, by a client's request. */
export interface RegistryChange {
  action: 'push' | 'delete';
  repository: string;
  digest: string;
  mediaType: string;
  size: number;
  /** That it was pushed as. */
  tag?: string;
  document: Pick<ManifestDocument, 'config'>;
  request: { id: string; host: string; method: string; useragent: string };
}

/** What an operation knows of a change. */
export type ManifestChange = Omit<RegistryChange, 'request'>;
