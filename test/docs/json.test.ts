import { loadRoutes } from '../../src/settings/routes/loadRoutes';
import { PAGES } from './pages';

const FENCES = PAGES.flatMap(({ fences }) => fences.filter(({ language }) => language === 'json'));
const NAMED = FENCES.map((fence) => [`${fence.page}:${fence.line}`, fence.text] as const);
const ROUTES_FILES = NAMED.filter(([, text]) => isRoutesFile(text));

describe('JSON in the docs', () => {
  it.each(NAMED)('%s parses', (_, text) => expect(JSON.parse(text)).toEqual(expect.anything()));

  it.each(ROUTES_FILES)('the routes file %s loads', (_, text) => {
    const { routes, mistakes } = loadRoutes(text);
    expect(mistakes).toEqual([]);
    expect(routes.size).toBeGreaterThan(0);
  });

  it('has whole routes files', () => expect(ROUTES_FILES.length).toBeGreaterThan(3));
});

function isRoutesFile(text: string): boolean {
  try {
    const json = JSON.parse(text) as { version?: unknown; routes?: unknown };
    return typeof json.routes === 'object' && json.version !== undefined;
  } catch {
    return false;
  }
}
