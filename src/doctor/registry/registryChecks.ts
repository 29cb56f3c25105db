import type { Check } from '../check';
import { registryExists } from './registryExists';
import { registryExportPolicy } from './registryExportPolicy';
import { registryPremium } from './registryPremium';
import { registryReachable } from './registryReachable';
import { registryReadable } from './registryReadable';
import { registryReplications } from './registryReplications';
import { registryRetention } from './registryRetention';
import { registrySoftDelete } from './registrySoftDelete';

/** What is checked of the two registries. */
export const REGISTRY_CHECKS: readonly Check[] = [
  registryExists,
  registryPremium,
  registryReachable,
  registryReadable,
  registryExportPolicy,
  registryRetention,
  registryReplications,
  registrySoftDelete,
];
