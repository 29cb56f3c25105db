import path from 'node:path';
import { linkMistake } from './linkMistake';
import { parsePage } from './page';
import { OTHER_PAGES, PAGES } from './pages';

const ALL = [...PAGES, ...OTHER_PAGES];

describe('links of the docs', () => {
  it.each(ALL.map((page) => [page.file, page] as const))('of %s lead somewhere', (_, page) => {
    const mistakes = page.links.map((link) => [link, linkMistake(link, page, ALL)]).filter(([, mistake]) => mistake);
    expect(mistakes).toEqual([]);
  });

  it('reach every page from README.md', () => {
    const reached = new Set(['README.md']);
    for (const file of reached) {
      const links = PAGES.find((page) => page.file === file)?.links ?? [];
      for (const link of links) reached.add(path.posix.join(path.posix.dirname(file), link.replace(/#.*/, '')));
    }
    expect(PAGES.map(({ file }) => file).filter((file) => !reached.has(file))).toEqual([]);
  });
});

describe('a mistake in a link', () => {
  const page = parsePage('docs/routes.md', '# `One` & the other: two!\n\n## Again\n\n## Again\n');
  const mistake = (link: string) => linkMistake(link, page, [page]);

  it.each([
    ['nowhere.md', 'leads to no file'],
    ['../../elsewhere.md', 'leads out of the repository'],
    ['/README.md', 'leads out of the repository'],
    ['#another', 'leads to no heading'],
    ['setup.md#another', 'has an anchor in what is no page'],
    ['http://learn.microsoft.com/azure', 'is not https'],
    ['https://me@learn.microsoft.com/azure', 'has a user name'],
    ['https://learn/azure', 'has no host of the web'],
    ['https://learn.microsoft.com/en-us/azure', 'leads to one language'],
    ['https://learn.microsoft.com/azure?utm_source=x', 'carries utm_source'],
  ])('%s %s', (link, problem) => expect(mistake(link)).toBe(problem));

  it.each(['#one--the-other-two', '#again', '#again-1', 'routes.md', '../README.md', 'http://127.0.0.1:7071/api'])(
    'is not in %s',
    (link) => expect(mistake(link)).toBeUndefined(),
  );

  it('is looked for in references, images and bare addresses, not in code', () => {
    const text =
      '[a][r] ![b](b.png) https://c.example `https://d.example`\n\n[r]: r.md\n\n```\nhttps://e.example\n```\n';
    expect(parsePage('x.md', text).links).toEqual(['r.md', 'b.png', 'https://c.example']);
  });
});
