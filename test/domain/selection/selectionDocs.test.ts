import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ListedNames } from '../../../src/domain/selection/selectables';
import { selectFrom } from '../../../src/domain/selection/selectFrom';
import { fileOf, source } from '../../settings/routesFile';
import { loadRoutes } from '../../../src/settings/routes/loadRoutes';

const TEXT = readFileSync(path.join(__dirname, '../../../docs/selection.md'), 'utf8');
const NOW = new Date(/on (\S+Z)\. A test/.exec(TEXT)?.[1] ?? '');
const EXAMPLES = [...TEXT.matchAll(/### (.+)\n(?:(?!###)[^])*?```json\n([^]*?)```\n\n```\n([^]*?)```/g)].map(
  ([, title = '', json = '', taken = '']) => ({ title, json, taken: taken.trimEnd().split('\n') }),
);

/** `1a01…` stands for a digest of 64 hexadecimal digits. */
function whole(text: string): string {
  return text.replace(/([0-9a-f]{4})…/g, (_, hex: string) => hex.repeat(16));
}

function short(text: string): string {
  return text.replace(/([0-9a-f]{4})\1{15}/g, '$1…');
}

/** The rows of the table, as a registry would list them. */
function readListing(): ListedNames[] {
  const rows = [...TEXT.matchAll(/^\| `(\S+)` +\| (?:`(\S+)`)? *\| (\S+Z) \| `(sha256:\S+)` \|$/gm)].map(
    ([, repository = '', tag, updatedAt = '', digest = '']) => ({
      repository,
      tag: tag === undefined ? undefined : whole(tag),
      updatedAt,
      digest: whole(digest),
    }),
  );
  const repositories = [...new Set(rows.map(({ repository }) => repository))].sort();
  return repositories.map((repository) => {
    const own = rows.filter((row) => row.repository === repository);
    return {
      repository,
      tags: own.flatMap(({ tag, ...rest }) => (tag === undefined ? [] : [{ name: tag, ...rest }])),
      manifests: own.map(({ tag, ...rest }) => ({ ...rest, tags: tag === undefined ? [] : [tag] })),
    };
  });
}

describe('docs/selection.md', () => {
  it('has a listing and a dozen examples, each with what it takes', () => {
    const listing = readListing();
    expect(listing.map(({ repository }) => repository)).toHaveLength(5);
    expect(listing.flatMap(({ manifests }) => manifests)).toHaveLength(17);
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(12);
    expect(TEXT.match(/```json/g)).toHaveLength(EXAMPLES.length);
    expect(NOW.toISOString()).toBe('2026-11-28T12:00:00.000Z');
  });

  it.each(EXAMPLES)('$title', ({ json, taken }) => {
    const { routes, mistakes } = loadRoutes(fileOf({ a: { source: source(), ...(JSON.parse(json) as object) } }));
    expect(mistakes).toEqual([]);
    const selection = routes.get('a')?.select ?? { rules: [] };
    const selected = readListing().flatMap((listed) => selectFrom(selection, listed, NOW));
    const names = selected.map(({ repository, tag, digest }) => `${repository}${tag ? `:${tag}` : `@${digest}`}`);
    expect(names.map(short)).toEqual(taken);
  });
});
