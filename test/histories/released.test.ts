import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HISTORIES } from './histories';
import { mistakesIn, RECORD, releasedIn } from './released';

const { version } = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as { version: string };

it('what releases recorded is as it was, and the version of package.json is recorded where it is a release', () => {
  expect(mistakesIn(HISTORIES, version)).toEqual([]);
});

describe('of a release', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'recorded-'));
    cpSync(path.join(HISTORIES, RECORD.UNRELEASED), path.join(folder, RECORD.UNRELEASED), { recursive: true });
    RECORD.freeze(folder, '9.1.0', '9.1.0');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('the recordings are those that were unreleased, and known by their checksums', () => {
    expect(releasedIn(folder)).toEqual(['9.1.0']);
    expect(RECORD.checksumsOf(path.join(folder, '9.1.0'))).toEqual(
      RECORD.checksumsOf(path.join(folder, RECORD.UNRELEASED)),
    );
    expect(mistakesIn(folder, '9.1.0')).toEqual([]);
  });

  it('a later one keeps those before it', () => {
    RECORD.freeze(folder, '9.2.0', '9.2.0');
    expect([releasedIn(folder).sort(), mistakesIn(folder, '9.2.0')]).toEqual([['9.1.0', '9.2.0'], []]);
  });

  it.each([
    ['changed', (file: string) => writeFileSync(file, '[]')],
    ['removed', (file: string) => rmSync(file)],
    ['added', (file: string) => writeFileSync(`${file}.json`, '[]')],
  ])('a file that is %s is noticed', (_, change) => {
    change(path.join(folder, '9.1.0', 'good-day.json'));
    expect(mistakesIn(folder, '9.1.0')).toEqual([expect.stringContaining('What 9.1.0 recorded was changed')]);
  });

  it('a folder that is removed is noticed', () => {
    rmSync(path.join(folder, '9.1.0'), { recursive: true });
    expect(mistakesIn(folder, '9.0.0-rc.1')).toEqual([expect.stringContaining('What 9.1.0 recorded was changed')]);
  });

  it('one without recordings is noticed, and one to come needs none', () => {
    expect(mistakesIn(folder, '9.2.0')).toEqual([expect.stringContaining('Nothing is recorded of the release 9.2.0')]);
    expect(mistakesIn(folder, '9.2.0-dev')).toEqual([]);
  });

  it('nothing is frozen twice, nor under another version than that of package.json', () => {
    expect(() => RECORD.freeze(folder, '9.1.0', '9.1.0')).toThrow('never recorded again');
    expect(() => RECORD.freeze(folder, '9.2.0', '9.1.0')).toThrow('set the version first');
  });
});
