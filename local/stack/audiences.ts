/** Token audiences that the stack's services ask for: the public cloud's. */
export const AUDIENCES = {
  resourceManager: 'https://management.azure.com/',
  registry: 'https://containerregistry.azure.net',
  storage: 'https://storage.azure.com',
  vault: 'https://vault.azure.net',
} as const;
