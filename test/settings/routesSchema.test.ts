import { readFileSync } from 'node:fs';
import path from 'node:path';
import { routesJsonSchema } from '../../src/settings/routesJsonSchema';

const ROOT = path.join(__dirname, '../..');

describe('routes.schema.json', () => {
  it('is what the code validates with; `npm run schema` writes it', () => {
    const committed: unknown = JSON.parse(readFileSync(path.join(ROOT, 'routes.schema.json'), 'utf8'));
    expect(committed).toEqual(routesJsonSchema());
  });

  it('describes every setting', () => {
    expect(undescribed(routesJsonSchema(), 'file')).toEqual([]);
  });
});

/** Paths of the leaf settings that have no description. */
function undescribed(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, Record<string, unknown>]) => {
    const found = undescribed(value, `${at}.${key}`);
    if (key !== 'properties') return found;
    const bare = Object.entries(value as Record<string, Record<string, unknown>>).filter(
      ([, field]) => field['type'] !== 'object' && !('description' in field || 'const' in field || 'allOf' in field),
    );
    return [...found, ...bare.map(([name]) => `${at}.${name}`)];
  });
}
