import { logRouteMistakes } from '../../src/functions/logRouteMistakes';

const mistake = (path: string) => ({ path, problem: 'is missing', expected: 'a source, a target' });

async function logged(load: () => Promise<{ mistakes: ReturnType<typeof mistake>[] }>): Promise<string[]> {
  const lines: string[] = [];
  const routes = { load: async () => ({ routes: new Map(), ...(await load()) }), find: async () => undefined };
  await logRouteMistakes(routes, { error: (text) => lines.push(text) });
  return lines;
}

it('writes one line for each mistake', async () => {
  expect(await logged(async () => ({ mistakes: [mistake('routes.a'), mistake('routes.b')] }))).toEqual([
    'Routes file: routes.a is missing; expected a source, a target.',
    'Routes file: routes.b is missing; expected a source, a target.',
  ]);
});

it('counts what is too much to be read', async () => {
  const lines = await logged(async () => ({ mistakes: Array.from({ length: 10_000 }, (_, at) => mistake(`r${at}`)) }));
  expect(lines).toHaveLength(101);
  expect(lines.at(-1)).toBe('Routes file: 9900 more mistakes are not written here.');
});

it('a file that cannot be read does not keep the app from starting', async () => {
  const lines = await logged(() => Promise.reject(new Error('The routes file could not be read from routes.json.')));
  expect(lines).toEqual(['The routes file could not be read from routes.json.']);
});
