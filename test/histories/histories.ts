import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RecordedTurn } from './recordTurns';

/** A folder for each released version, and `unreleased`. */
export const HISTORIES = path.join(__dirname, '../fixtures/histories');

/** Every recorded scenario, with a name such as `unreleased/good-day`. */
export function readHistories(): [string, RecordedTurn[]][] {
  return readdirSync(HISTORIES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: version }) =>
      readdirSync(path.join(HISTORIES, version)).map((file): [string, RecordedTurn[]] => {
        const text = readFileSync(path.join(HISTORIES, version, file), 'utf8');
        return [`${version}/${path.basename(file, '.json')}`, JSON.parse(text) as RecordedTurn[]];
      }),
    );
}
