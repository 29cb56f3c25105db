import type { Check } from '../check';
import { containerExists } from './containerExists';
import { probeBlob } from './probeBlob';
import { storageImmutability } from './storageImmutability';
import { storageLifecycle } from './storageLifecycle';
import { storageNetwork } from './storageNetwork';
import { storageSharedKey } from './storageSharedKey';
import { storageSoftDelete } from './storageSoftDelete';
import { storageTransport } from './storageTransport';
import { storageVersions } from './storageVersions';

/** What is checked of the containers and their storage accounts. */
export const STORAGE_CHECKS: readonly Check[] = [
  containerExists,
  storageNetwork,
  storageSharedKey,
  storageLifecycle,
  storageImmutability,
  storageVersions,
  storageSoftDelete,
  storageTransport,
  probeBlob,
];
