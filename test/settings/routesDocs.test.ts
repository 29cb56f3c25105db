import { readFileSync } from 'node:fs';
import path from 'node:path';
import { BUILT_IN_CLOUDS } from '../../src/settings/routes/clouds';
import { loadRoutes } from '../../src/settings/routes/loadRoutes';

const TEXT = readFileSync(path.join(__dirname, '../../docs/routes.md'), 'utf8');
const EXAMPLES = [...TEXT.matchAll(/### (.+)\n(?:(?!###)[^])*?```json\n([^]*?)```/g)].map(
  ([, title = '', json = '']) => ({ title, json }),
);

describe('docs/routes.md', () => {
  it('has an example of each kind', () => {
    expect(EXAMPLES.map(({ title }) => title.split(':')[0])).toEqual([
      'Connected',
      'Across clouds',
      'Export-only',
      'Import-only',
      'Air-gapped',
    ]);
    expect(TEXT.match(/```json/g)).toHaveLength(EXAMPLES.length);
  });

  it.each(EXAMPLES)('loads the example of $title', ({ json }) => {
    const { routes, mistakes } = loadRoutes(json);
    expect(mistakes).toEqual([]);
    expect(routes.size).toBe(1);
  });

  it('prints the built-in cloud profiles as they are', () => {
    const fields = Object.keys(BUILT_IN_CLOUDS[0] ?? {}).filter((field) => field !== 'name');
    const rows = TEXT.split('\n').map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
    for (const field of fields) {
      const values = BUILT_IN_CLOUDS.map((cloud) => String(cloud[field as keyof typeof cloud]));
      expect(rows).toContainEqual(['', field, ...values, '']);
    }
  });
});

it('docs/setup.md shows a file that describes both pipelines', () => {
  const setup = readFileSync(path.join(__dirname, '../../docs/setup.md'), 'utf8');
  const [, json = ''] = /```json\n([^]*?)```/.exec(setup) ?? [];
  const { routes, mistakes } = loadRoutes(json);
  expect(mistakes).toEqual([]);
  const [route] = routes.values();
  expect(route?.source?.pipelineSettings?.storageAccessMode).toBe('SasToken');
  expect(route?.target?.pipelineSettings?.storageAccessMode).toBe('ManagedIdentity');
});
