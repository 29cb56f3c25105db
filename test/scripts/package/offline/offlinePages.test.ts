import path from 'node:path';

type Pages = ReadonlyMap<string, string>;
interface App {
  files: Pages;
  bill: string;
}

const ROOT = path.resolve(__dirname, '../../../..');
const { offlinePages } = jest.requireActual<{ offlinePages(sources: Pages): Pages }>(
  '../../../../scripts/package/offline/offlinePages',
);
const { offlineFiles } = jest.requireActual<{ offlineFiles(root: string, app: App): Pages }>(
  '../../../../scripts/package/offline/offlineFiles',
);

const render = (text: string, more: [string, string][] = []): string =>
  offlinePages(new Map([['docs/one.md', text], ...more])).get('docs/one.html') ?? '';

describe('a page of the offline documentation', () => {
  it('has the words and the address in place of a link to the web', () => {
    const page = render(
      '# One\n\nSee [the **guide**](https://example.com/a?b=1&c=2), [that][x] or <https://example.org>.\n\n[x]: http://x.example',
    );
    expect(page).toContain(
      'See the <strong>guide</strong> (https://example.com/a?b=1&amp;c=2), that (http://x.example) or https://example.org.',
    );
    expect(page).not.toContain('href');
  });

  it('has the words alone in place of a link to a file that is not there', () => {
    expect(render('In [the code](../src/index.ts#L1).')).toContain('<p>In the code.</p>');
  });

  it('links to the other pages, and to parts of them', () => {
    const readme: [string, string] = ['README.md', '# Read\n\n[one](docs/one.md#part-one)'];
    const page = render('# One\n\n[a](../README.md) [b](two.md#x) [c](#part-one)\n\n## Part `one`\n', [
      readme,
      ['docs/two.md', '## X\n\n## X\n'],
    ]);
    expect(page).toContain('<a href="index.html">a</a> <a href="two.html#x">b</a> <a href="#part-one">c</a>');
    expect(page).toContain('<h2 id="part-one">');
    const pages = offlinePages(new Map([readme, ['docs/one.md', ''], ['docs/two.md', '## X\n\n## X\n']]));
    expect(pages.get('docs/index.html')).toContain('<a href="one.html#part-one">one</a>');
    expect(pages.get('docs/two.html')).toMatch(/id="x".*id="x-1"/s);
  });

  it('shows pictures as their words, and HTML as it is written', () => {
    expect(render('![a map](https://example.com/map.png) <img src="https://example.com/x.png">')).toContain(
      '<p>a map &lt;img src=',
    );
  });
});

describe('the offline package', () => {
  const host = { version: '2.0', extensionBundle: { id: 'x' }, extensions: { http: {} } };
  const files = offlineFiles(ROOT, {
    files: new Map([
      ['host.json', JSON.stringify(host)],
      ['dist/src/index.js', 'code'],
    ]),
    bill: '{}',
  });
  const pages = [...files].filter(([name]) => name.endsWith('.html'));
  const hrefs = pages.flatMap(([name, text]) =>
    [...text.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, href = '']) => ({ name, href })),
  );

  it('has no link that leads out of it, and none to a part that is not there', () => {
    expect(hrefs.length).toBeGreaterThan(100);
    const lost = hrefs.filter(({ name, href }) => {
      const [target = '', fragment] = href.split('#');
      const page = files.get(target === '' ? name : path.posix.join(path.posix.dirname(name), target));
      return page === undefined || (fragment !== undefined && !page.includes(` id="${fragment}"`));
    });
    expect(lost).toEqual([]);
  });

  it('holds every page of the documentation, and the app as it is', () => {
    expect(pages.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'docs/index.html',
        'docs/offline.html',
        'docs/quickstart/both.html',
        'docs/CHANGELOG.html',
      ]),
    );
    expect(files.get('dist/src/index.js')).toBe('code');
  });

  it('asks for no extension bundle, and names one version of each extension instead', () => {
    expect(JSON.parse(files.get('host.json') ?? '')).toEqual({ version: '2.0', extensions: { http: {} } });
    const versions = [...(files.get('extensions.csproj') ?? '').matchAll(/Include="([^"]+)" Version="([^"]+)"/g)];
    expect(versions.map(([, name]) => name)).toEqual([
      'Microsoft.Azure.WebJobs.Extensions.DurableTask',
      'Microsoft.Azure.WebJobs.Extensions.EventGrid',
      'Microsoft.Azure.WebJobs.Script.ExtensionsMetadataGenerator',
    ]);
    for (const [, , version] of versions) expect(version).toMatch(/^\[\d+\.\d+\.\d+\]$/);
  });
});
