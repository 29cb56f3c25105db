import { readFileSync } from 'node:fs';
import path from 'node:path';
import { routesJsonSchema } from '../../src/settings/routes/routesJsonSchema';

const ROOT = path.join(__dirname, '../..');

describe('routes.schema.json', () => {
  it('is what the code validates with; `npm run schema` writes it', () => {
    const committed: unknown = JSON.parse(readFileSync(path.join(ROOT, 'routes.schema.json'), 'utf8'));
    expect(committed).toEqual(routesJsonSchema());
  });

  it('has patterns that editors can read: without flags, or with u', () => {
    const patterns = [...JSON.stringify(routesJsonSchema()).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)];
    expect(patterns.length).toBeGreaterThan(10);
    for (const [, pattern = ''] of patterns) expect(() => new RegExp(JSON.parse(pattern) as string, 'u')).not.toThrow();
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
