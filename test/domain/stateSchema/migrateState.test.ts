import { StateTooNewError } from '../../../src/domain/failures/errors';
import { migrateState } from '../../../src/domain/stateSchema/migrateState';
import type { Migration } from '../../../src/domain/stateSchema/stateSchema';
import { APP_VERSION } from '../../../src/domain/version';
import { FakeStateSchemas } from '../../helpers/fakeStateSchemas';

const AT = '2026-11-29T09:00:00.000Z';
const machine = { now: () => Date.parse(AT), wait: async () => undefined, random: () => 0 };
const schemaOf = (version: number) => ({ version, writtenBy: APP_VERSION, at: AT });

/** A container of records without a unit, which the second layout has in seconds and the third in milliseconds. */
function prepare() {
  const schemas = new FakeStateSchemas();
  const records = new Map<string, { seconds?: number; ms?: number; minutes?: number }>([
    ['a', { minutes: 1 }],
    ['b', { minutes: 2 }],
  ]);
  const ran: number[] = [];
  let killAfter = Infinity;
  const each = (to: number, change: (name: string) => void): Migration => ({
    to,
    run: async () => {
      ran.push(to);
      for (const name of records.keys()) {
        if ((killAfter -= 1) < 0) throw new Error('killed');
        await undefined;
        change(name);
      }
    },
  });
  const migrations = [
    each(2, (name) => {
      const { minutes, ...rest } = records.get(name) ?? {};
      if (minutes !== undefined) records.set(name, { ...rest, seconds: minutes * 60 });
    }),
    each(3, (name) => {
      const { seconds, ...rest } = records.get(name) ?? {};
      if (seconds !== undefined) records.set(name, { ...rest, ms: seconds * 1000 });
    }),
  ];
  return {
    schemas,
    records,
    ran,
    migrations,
    migrate: (known = migrations) => migrateState({ schemas, migrations: known, machine }),
    killAfter: (steps: number) => (killAfter = steps),
  };
}

const MIGRATED = [
  ['a', { ms: 60_000 }],
  ['b', { ms: 120_000 }],
];

it('a container that says nothing has the first layout', async () => {
  const { schemas, migrate, ran } = prepare();
  await migrate([]);
  expect((await schemas.read())?.schema).toEqual(schemaOf(1));
  await migrate([]);
  expect(ran).toEqual([]);
});

it('an older one is brought forward, step by step, once', async () => {
  const { schemas, migrate, ran, records } = prepare();
  await migrate([]);
  await migrate();
  await migrate();
  expect([...records]).toEqual(MIGRATED);
  expect(ran).toEqual([2, 3]);
  expect((await schemas.read())?.schema).toEqual(schemaOf(3));
});

it('one that is cut off anywhere goes on where it was', async () => {
  for (let steps = 0; steps < 4; steps += 1) {
    const { migrate, records, killAfter, ran } = prepare();
    killAfter(steps);
    await expect(migrate()).rejects.toThrow('killed');
    killAfter(Infinity);
    await migrate();
    expect([...records]).toEqual(MIGRATED);
    expect(ran).toEqual(steps < 2 ? [2, 2, 3] : [2, 3, 3]);
  }
});

it('two hosts that begin at once come to the same', async () => {
  const { schemas, migrate, records } = prepare();
  await Promise.all([migrate(), migrate(), migrate()]);
  expect([...records]).toEqual(MIGRATED);
  expect((await schemas.read())?.schema).toEqual(schemaOf(3));
});

it('a host that was slower does not take the container back', async () => {
  const { schemas, migrate } = prepare();
  let isFirst = true;
  schemas.beforeWrite = async () => {
    if (!isFirst) return;
    isFirst = false;
    await migrate();
  };
  await migrate();
  expect((await schemas.read())?.schema).toEqual(schemaOf(3));
});

it('one of a newer app is refused, and nothing is changed', async () => {
  const { schemas, migrate, migrations, ran, records } = prepare();
  const newer = { version: 4, writtenBy: '0.9.0', at: AT };
  await schemas.write(newer, undefined);
  const before = await schemas.read();
  await expect(migrate(migrations)).rejects.toThrow(StateTooNewError);
  await expect(migrate(migrations)).rejects.toMatchObject({
    code: 'state_too_new',
    nextStep: expect.stringContaining('Deploy the app of version 0.9.0 or later') as string,
  });
  expect(await schemas.read()).toEqual(before);
  expect([ran, records.get('a')]).toEqual([[], { minutes: 1 }]);
});
