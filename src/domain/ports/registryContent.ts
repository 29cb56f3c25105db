import type { RouteEnd } from '../route';

/** A manifest to be pushed. */
export interface PushedManifest {
  mediaType: string;
  bytes: Buffer;
  /** Absent where it is found by its digest alone. */
  tag?: string;
}

/** Puts small content into a registry, and removes it again. */
export interface RegistryContent {
  /** Pushes a config or layer; the same again changes nothing. */
  putBlob(end: RouteEnd, route: string, repository: string, bytes: Buffer): Promise<void>;
  /** Pushes a manifest, all of whose parts are there; the same again changes nothing. */
  putManifest(end: RouteEnd, route: string, repository: string, manifest: PushedManifest): Promise<void>;
  /** Deletes a manifest by its digest, with its tags. One that is gone is no error. */
  removeManifest(end: RouteEnd, route: string, repository: string, digest: string): Promise<void>;
}
