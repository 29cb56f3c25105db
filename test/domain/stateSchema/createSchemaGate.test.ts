import { createSchemaGate } from '../../../src/domain/stateSchema/createSchemaGate';

function prepare() {
  let now = 0;
  let looks = 0;
  let failure: Error | undefined;
  const migrate = async () => {
    looks += 1;
    if (failure) throw failure;
  };
  const open = createSchemaGate(migrate, { now: () => now });
  return {
    open,
    looks: () => looks,
    fail: (error?: Error) => (failure = error),
    pass: (minutes: number) => (now += minutes * 60_000),
  };
}

it('looks once for all who come, and again after five minutes', async () => {
  const { open, looks, pass } = prepare();
  await Promise.all([open(), open(), open()]);
  pass(4.9);
  await open();
  expect(looks()).toBe(1);
  pass(0.1);
  await Promise.all([open(), open()]);
  expect(looks()).toBe(2);
});

it('what failed is told to all who wait, and looked at again by the next one', async () => {
  const { open, looks, fail } = prepare();
  fail(new Error('503'));
  const ends = await Promise.allSettled([open(), open()]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fail();
  await open();
  expect(looks()).toBe(2);
});
