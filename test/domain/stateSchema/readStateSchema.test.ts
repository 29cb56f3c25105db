import { StateSchemaUnreadableError } from '../../../src/domain/failures/errors';
import { readStateSchema } from '../../../src/domain/stateSchema/readStateSchema';

const SCHEMA = { version: 1, writtenBy: '0.2.0', at: '2026-11-29T09:00:00.000Z' };

it('reads what an app writes, also one that says more', () => {
  const more = { ...SCHEMA, version: 2, more: true };
  expect(readStateSchema(JSON.stringify(SCHEMA))).toEqual(SCHEMA);
  expect(readStateSchema(JSON.stringify(more))).toEqual(more);
});

it.each([
  ...['', '{"version": 1', 'null', '[]', '1', '{}'],
  ...[undefined, 0, 1.5, '1'].map((version) => JSON.stringify({ ...SCHEMA, version })),
  JSON.stringify({ ...SCHEMA, writtenBy: null }),
])('what no app writes is waited for until it is restored: %s', (text) => {
  expect(() => readStateSchema(text)).toThrow(StateSchemaUnreadableError);
  expect(new StateSchemaUnreadableError()).toMatchObject({
    ...{ code: 'state_schema_unreadable', transient: true },
    nextStep: expect.stringContaining('Restore an earlier version of the blob schema.json') as string,
  });
});
