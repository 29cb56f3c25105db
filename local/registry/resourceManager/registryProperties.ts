import { readJsonFile, writeJsonFile } from '../../files/jsonFile';
import { mergeJson, type Json } from '../../files/mergeJson';

/** What a registry is like, as far as `az acr update` and `az acr config` change it. */
export interface RegistryProperties {
  /** Name of the SKU. */
  readonly sku: string;
  /** `properties` of the resource, without what the service alone says. */
  readonly properties: Json;
  /** Merges the `sku` and the `properties` of a resource into it; it is on disk when this returns. */
  change(resource: { sku?: { name?: string }; properties?: Json }): void;
}

const DEFAULTS: Json = {
  adminUserEnabled: true,
  policies: {
    quarantinePolicy: { status: 'disabled' },
    trustPolicy: { type: 'Notary', status: 'disabled' },
    retentionPolicy: { days: 7, status: 'disabled' },
    exportPolicy: { status: 'enabled' },
    azureADAuthenticationAsArmPolicy: { status: 'enabled' },
    softDeletePolicy: { retentionDays: 7, status: 'disabled' },
  },
  encryption: { status: 'disabled' },
  dataEndpointEnabled: false,
  dataEndpointHostNames: [],
  privateEndpointConnections: [],
  publicNetworkAccess: 'Enabled',
  networkRuleBypassOptions: 'AzureServices',
  zoneRedundancy: 'Disabled',
  anonymousPullEnabled: false,
  roleAssignmentMode: 'LegacyRegistryPermissions',
};

/** What the service alone says. */
const READ_ONLY = ['loginServer', 'creationDate', 'provisioningState'];

/** @param file  keeps them; undefined where nothing is to be kept */
export function openRegistryProperties(file: string | undefined, sku = 'Premium'): RegistryProperties {
  const kept = file === undefined ? undefined : (readJsonFile(file) as { sku: string; properties: Json } | undefined);
  let current = { sku: kept?.sku ?? sku, properties: mergeJson(DEFAULTS, kept?.properties ?? {}) };
  return {
    get sku() {
      return current.sku;
    },
    get properties() {
      return current.properties;
    },
    change({ sku: changed, properties = {} }) {
      const own = Object.fromEntries(Object.entries(properties).filter(([name]) => !READ_ONLY.includes(name)));
      current = { sku: changed?.name ?? current.sku, properties: mergeJson(current.properties, own) };
      if (file !== undefined) writeJsonFile(file, current);
    },
  };
}
