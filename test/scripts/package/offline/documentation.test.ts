import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../../..');
const { documentation } = jest.requireActual<{ documentation(root: string): ReadonlyMap<string, string> }>(
  '../../../../scripts/package/offline/documentation',
);

describe('the documentation that is carried', () => {
  it('is all of docs/', () => {
    const pages = readdirSync(path.join(ROOT, 'docs'), { recursive: true }).map((name) => `docs/${String(name)}`);
    const written = pages.filter((name) => name.endsWith('.md'));
    expect([...documentation(ROOT).keys()]).toEqual(['CHANGELOG.md', 'README.md', ...written.sort()]);
  });

  it('is none of the notes that lie beside it, and nothing from outside', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'documentation '));
    mkdirSync(path.join(root, 'docs/part'), { recursive: true });
    const texts = {
      'README.md': '[a](docs/a.md#part) [gone](docs/gone.md) [how](CONTRIBUTING.md) [web](https://x.example/docs/x.md)',
      'CHANGELOG.md': '',
      'CONTRIBUTING.md': '',
      'docs/a.md': '[b](part/b.md) [home](../README.md) [outside](../../outside.md)',
      'docs/part/b.md': '[a](../a.md)',
      'docs/private.md': 'SharedAccessSignature',
    };
    for (const [name, text] of Object.entries(texts)) writeFileSync(path.join(root, name), text);
    expect([...documentation(root).keys()]).toEqual(['CHANGELOG.md', 'README.md', 'docs/a.md', 'docs/part/b.md']);
    rmSync(root, { recursive: true });
  });
});
