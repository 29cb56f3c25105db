import { readFileSync } from 'node:fs';
import path from 'node:path';
import { APP_VERSION } from '../../src/domain/version';

it('is that of package.json', () => {
  const text = readFileSync(path.join(__dirname, '../../package.json'), 'utf8');
  expect(APP_VERSION).toBe((JSON.parse(text) as { version: string }).version);
});
