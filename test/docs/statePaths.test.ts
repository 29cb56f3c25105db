import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DAYS_OF_OTHER_HISTORIES, DEFAULT_RETENTION } from '../../src/domain/retention/retention';

const PROJECT = path.join(__dirname, '..', '..');
const STATE = path.join(PROJECT, 'src', 'azure', 'state');
/** A text that begins with a folder or is a file of the state container: `transfers/…`, `pauses.json`. */
const PLACE = /['"`]([a-z]+(?:\/|\.json(?=['"`])))/g;
/** Media types, and folders below one that is found by itself. */
const NO_PLACES = ['application/', 'parts/'];
/** `| state container, `transfers/` | …`, with or without the comma. */
const ROW = /^\| state container,? `([^`]+)`/gm;

const isDefined = (text: string | undefined): text is string => text !== undefined;

/** What the code writes, as the first segment of the names of its blobs. */
function placesOfCode(): string[] {
  const files = readdirSync(STATE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const found = files.flatMap((file) =>
    [...readFileSync(path.join(STATE, file), 'utf8').matchAll(PLACE)].map(([, place]) => place).filter(isDefined),
  );
  return [...new Set(found)].filter((place) => !NO_PLACES.includes(place)).sort();
}

function placesOfPage(page: string): string[] {
  const text = readFileSync(path.join(PROJECT, 'docs', page), 'utf8');
  return [...text.matchAll(ROW)]
    .map(([, place]) => place)
    .filter(isDefined)
    .sort();
}

it('finds folders and files in the code', () => {
  expect(placesOfCode()).toEqual(expect.arrayContaining(['ledger/', 'pauses.json', 'slots/', 'transfers/']));
});

it.each(['security.md', 'architecture.md'])('docs/%s names all that the app keeps, each once', (page) => {
  expect(placesOfPage(page)).toEqual(placesOfCode());
});

describe('how long docs/security.md says that things are kept', () => {
  const text = readFileSync(path.join(PROJECT, 'docs', 'security.md'), 'utf8');
  const named = ['runDays', 'keepRuns', 'blobDays', 'transferDays', 'historyDays'] as const;

  it.each(named)('retention.%s', (key) => {
    const said = [...text.matchAll(new RegExp(`\`retention\\.${key}\`[^|;,]*?: (\\d+)`, 'g'))];
    expect(said.map(([, number]) => Number(number))).toEqual([DEFAULT_RETENTION[key]]);
  });

  it('and the histories of cleanups and rebuilds', () => {
    expect(text).toContain(`of cleanups and rebuilds ${DAYS_OF_OTHER_HISTORIES}`);
  });
});
