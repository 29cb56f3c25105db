const REGISTRIES =
  '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/images/providers/Microsoft.ContainerRegistry/registries';

/** A source that is right, with `changes` laid over it. */
export function source(changes: object = {}) {
  return {
    registryId: `${REGISTRIES}/builds`,
    pipeline: 'exportferry',
    containerUri: 'https://builds.blob.core.windows.net/exports',
    ...changes,
  };
}

/** A target that is right, with `changes` laid over it. */
export function target(changes: object = {}) {
  return {
    registryId: `${REGISTRIES}/production`,
    pipeline: 'importferry',
    containerUri: 'https://production.blob.core.windows.net/imports',
    ...changes,
  };
}

/** The text of a routes file with these routes. */
export function fileOf(routes: Record<string, unknown>, rest: object = {}): string {
  return JSON.stringify({ version: 1, ...rest, routes });
}

/** A cloud of one's own that is right, with `changes` laid over it. */
export function cloud(changes: object = {}) {
  return {
    resourceManagerEndpoint: 'https://management.cloud.example',
    resourceManagerAudience: 'https://management.cloud.example/',
    loginEndpoint: 'https://login.cloud.example/',
    registryAudience: 'https://registry.cloud.example',
    storageAudience: 'https://storage.cloud.example',
    ...changes,
  };
}
