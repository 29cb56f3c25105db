import type { TokenCredential } from '@azure/identity';
import { ContainerClient } from '@azure/storage-blob';
import type { Reach } from '../azure/reach';
import { gatedBy } from '../azure/state/schema/gatedBy';
import { createMigrations } from '../azure/state/schema/migrations';
import { createStateSchemas } from '../azure/state/schema/stateSchemas';
import { storagePipeline } from '../azure/storage/pipeline';
import type { Chance, Clock } from '../domain/ports/machine';
import type { StateLayout } from '../domain/ports/stateSchemas';
import { createSchemaGate } from '../domain/stateSchema/createSchemaGate';
import { migrateState } from '../domain/stateSchema/migrateState';
import { latestOf } from '../domain/stateSchema/stateSchema';
import type { AppSettings } from '../settings/appSettings';

/** The container of the app's own state, and what is known of its layout. */
export interface OwnState {
  /** No request reaches it before it has the layout that this app works with. */
  container: ContainerClient;
  /** Not held up by what it tells of. */
  layout: StateLayout;
}

/** Makes the clients of the app's own state. Nothing is asked before one of them is used. */
export function createOwnState(
  { containerUri, audience }: AppSettings['state'],
  credential: TokenCredential,
  reach: Reach,
  machine: Clock & Chance,
): OwnState {
  const ungated = new ContainerClient(containerUri, storagePipeline(credential, audience, reach));
  const schemas = createStateSchemas(ungated);
  const migrations = createMigrations(ungated);
  const gate = createSchemaGate(() => migrateState({ schemas, migrations, machine }), machine);
  return {
    container: new ContainerClient(containerUri, storagePipeline(credential, audience, reach, [gatedBy(gate)])),
    layout: { read: () => schemas.read(), known: latestOf(migrations) },
  };
}
