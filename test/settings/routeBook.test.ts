import { loadRoutes } from '../../src/settings/routes/loadRoutes';
import { createRouteBook } from '../../src/settings/routes/routeBook';
import { fileOf, source } from './routesFile';

const GOOD = fileOf({ prod: { source: source() } });

/** A book over a file that changes; it is read anew each time it is asked. */
function bookOf(file: { text: string }) {
  let time = 0;
  return createRouteBook({
    readFile: () => Promise.resolve(Buffer.from(file.text)),
    parse: loadRoutes,
    now: () => (time += 60_000),
    maxAgeSeconds: 30,
  });
}

describe('createRouteBook', () => {
  it.each(['', '{"version":1,', '{"version":2,"routes":{}}', 'null', '{}'])(
    'keeps the last good routes where the file becomes %j, and shows what is wrong',
    async (text) => {
      const file = { text: GOOD };
      const book = bookOf(file);
      await book.load();
      file.text = text;
      const { routes, mistakes } = await book.load();
      expect([...routes.keys()]).toEqual(['prod']);
      expect(mistakes).toHaveLength(1);
    },
  );

  it('reads a file anew where it is asked to, and tells that it could not', async () => {
    let read: () => Promise<Uint8Array> = async () => Buffer.from(GOOD);
    const book = createRouteBook({ readFile: () => read(), parse: loadRoutes, now: () => 0, maxAgeSeconds: 30 });
    await book.load();
    read = async () => Buffer.from(fileOf({ other: { source: source() } }));
    expect([...(await book.load()).routes.keys()]).toEqual(['prod']);
    expect([...(await book.load({ fresh: true })).routes.keys()]).toEqual(['other']);
    read = () => Promise.reject(new Error('it is gone'));
    const { routes, unreadable } = await book.load({ fresh: true });
    expect([[...routes.keys()], unreadable]).toEqual([['other'], 'it is gone']);
  });

  it('believes a file that says that there are no routes', async () => {
    const file = { text: GOOD };
    const book = bookOf(file);
    await book.load();
    file.text = '{"version":1,"routes":{}}';
    const { routes, mistakes } = await book.load();
    expect([...routes.keys()]).toEqual([]);
    expect(mistakes).toEqual([expect.objectContaining({ path: 'routes', problem: 'is empty' })]);
  });
});
