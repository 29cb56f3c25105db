import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, prerelease } from 'semver';

/** What `scripts/record.js` gives. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- a script, in JavaScript
export const RECORD = require('../../scripts/record') as {
  CHECKSUMS: string;
  UNRELEASED: string;
  checksumsOf(folder: string): Record<string, string>;
  freeze(recordings: string, version: string, packageVersion: string): void;
};

/** Nobody was given an earlier one. */
const BEFORE_THE_FIRST = '0.1.0';

/** The versions that something was recorded of and that never change again. */
export function releasedIn(recordings: string): string[] {
  return readdirSync(recordings, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== RECORD.UNRELEASED)
    .map(({ name }) => name);
}

/** What is wrong with the recordings of releases, as sentences; none where all is well. */
export function mistakesIn(recordings: string, packageVersion: string): string[] {
  const file = path.join(recordings, RECORD.CHECKSUMS);
  const known = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>)
    : {};
  const released = releasedIn(recordings);
  const changed = [...new Set([...released, ...Object.keys(known)])].filter((version) => {
    const folder = path.join(recordings, version);
    const sums = existsSync(folder) ? RECORD.checksumsOf(folder) : {};
    return JSON.stringify(sums) !== JSON.stringify(known[version]);
  });
  const isRelease = parse(packageVersion) !== null && prerelease(packageVersion) === null;
  const lacks = isRelease && packageVersion !== BEFORE_THE_FIRST && !released.includes(packageVersion);
  return [
    ...changed.map((version) => `What ${version} recorded was changed, removed, or added without its checksums.`),
    ...(lacks ? [`Nothing is recorded of the release ${packageVersion}: run the command with --release.`] : []),
  ];
}
