import type { ContainerClient } from '@azure/storage-blob';
import type { Migration } from '../../../domain/stateSchema/stateSchema';

/** Makes one migration for a container; one file each, named after what it makes. */
type CreateMigration = (container: ContainerClient) => Migration;

/** All of them, in their order. No release has changed the layout yet: today's is the first. */
const ALL: readonly CreateMigration[] = [];

/** @param container  of the app's own state, without the gate that waits for the migrations */
export function createMigrations(container: ContainerClient): Migration[] {
  return ALL.map((create) => create(container));
}
