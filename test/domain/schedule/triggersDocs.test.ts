import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadRoutes } from '../../../src/settings/routes/loadRoutes';
import { fileOf, source, target } from '../../settings/routesFile';

const TEXT = readFileSync(path.join(__dirname, '../../../docs/triggers.md'), 'utf8');
const EXAMPLES = [...TEXT.matchAll(/```json\n([^]*?)```/g)].map(([, json = '']) => json);

it('docs/triggers.md has schedules that can be used', () => {
  expect(EXAMPLES).toHaveLength(1);
  const select = { rules: [{ repositories: ['app/**'] }] };
  const route = { source: source(), target: target(), select, ...(JSON.parse(EXAMPLES[0] ?? '') as object) };
  const { routes, mistakes } = loadRoutes(fileOf({ prod: route }));
  expect(mistakes).toEqual([]);
  expect(routes.get('prod')?.schedules).toHaveLength(2);
});
