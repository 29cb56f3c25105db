import { StateTooNewError } from '../failures/errors';
import { insist, type Insisting } from '../insist';
import type { Clock } from '../ports/machine';
import type { StateSchemas } from '../ports/stateSchemas';
import { APP_VERSION } from '../version';
import { FIRST_SCHEMA, latestOf, type Migration } from './stateSchema';

/** What it takes to bring the state container to the layout of this app. */
export interface Migrating {
  schemas: StateSchemas;
  /** In their order, without a gap; the first one makes the second layout. */
  migrations: readonly Migration[];
  machine: Insisting & Pick<Clock, 'now'>;
}

/**
 * Sees to it that the state container has the layout that this app works with. After each migration the container says so, so that
 * whoever is cut off goes on there.
 *
 * Errors: StateTooNewError and StateSchemaUnreadableError, and nothing is changed; those of the migrations and of the app's own store.
 */
export async function migrateState({ schemas, migrations, machine }: Migrating): Promise<void> {
  const latest = latestOf(migrations);
  for (let version = await stepOn(); version < latest; version = await stepOn());

  /** @returns the layout after one step, or after a look that had nothing to do */
  function stepOn(): Promise<number> {
    return insist(machine, 'migrate the state container', async () => {
      const found = await schemas.read();
      const version = found ? found.schema.version : FIRST_SCHEMA;
      if (found && version > latest) throw new StateTooNewError(version, found.schema.writtenBy, latest);
      if (found && version === latest) return { value: version };
      const next = migrations.find(({ to }) => to === version + 1);
      await next?.run();
      const schema = {
        version: next?.to ?? version,
        writtenBy: APP_VERSION,
        at: new Date(machine.now()).toISOString(),
      };
      return (await schemas.write(schema, found?.version)) ? { value: schema.version } : undefined;
    });
  }
}
