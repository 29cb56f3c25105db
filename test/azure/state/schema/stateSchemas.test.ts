import { createStateSchemas } from '../../../../src/azure/state/schema/stateSchemas';
import { FakeContainer } from '../fakeContainer';

it.each(['null', '{"version": 1', '[]'])(
  'a damaged blob is an error that passes when it is restored: %s',
  async (text) => {
    const container = new FakeContainer();
    container.blobs.set('schema.json', { content: Buffer.from(text), etag: '"1"' });
    const schemas = createStateSchemas(container.asClient());
    await expect(schemas.read()).rejects.toMatchObject({ code: 'state_schema_unreadable', transient: true });
    const schema = { version: 1, writtenBy: '0.2.0', at: '2026-11-29T09:00:00.000Z' };
    container.blobs.set('schema.json', { content: Buffer.from(JSON.stringify(schema)), etag: '"2"' });
    expect(await schemas.read()).toEqual({ schema, version: '"2"' });
  },
);
