import { readFileSync } from 'node:fs';
import path from 'node:path';
import MarkdownIt from 'markdown-it';

export const PROJECT = path.resolve(__dirname, '../..');
const { headingSlugs } = jest.requireActual<{ headingSlugs(headings: readonly string[]): string[] }>(
  '../../scripts/package/offline/headingSlugs',
);

/** A fenced block of a page. */
export interface Fence {
  page: string;
  /** Of its first line, the first of the page being 1. */
  line: number;
  language: string;
  /** What its fence says after the language. */
  note: string;
  text: string;
  /** The fence that follows it with nothing between. */
  next?: Fence;
}

/** What tests look at in a page of Markdown. */
export interface Page {
  /** Relative to the project. */
  file: string;
  /** Of its headings, as GitHub makes them. */
  anchors: string[];
  /** Targets of links and images, bare addresses too. */
  links: string[];
  /** What stands as code within texts. */
  codes: string[];
  fences: Fence[];
}

const markdown = new MarkdownIt({ html: true, linkify: true });
// Of bare texts GitHub links those with a scheme.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });

type Token = ReturnType<typeof markdown.parse>[number];

/** @param file relative to the project */
export function readPage(file: string): Page {
  return parsePage(file, readFileSync(path.join(PROJECT, file), 'utf8'));
}

export function parsePage(file: string, text: string): Page {
  const tokens = markdown.parse(text, {});
  const inner = tokens.flatMap(({ children }) => children ?? []);
  const headings = tokens.flatMap((token, at) => (token.type === 'heading_open' ? [textOf(tokens[at + 1])] : []));
  return {
    file,
    anchors: headingSlugs(headings),
    links: inner.flatMap(
      (token) => token.attrs?.filter(([name]) => /^(href|src)$/.test(name)).map(([, to]) => String(to)) ?? [],
    ),
    codes: inner.flatMap(({ type, content }) => (type === 'code_inline' ? content : [])),
    fences: fencesOf(file, tokens),
  };
}

function textOf(inline: Token | undefined): string {
  const parts = inline?.children?.filter(({ type }) => type === 'text' || type === 'code_inline') ?? [];
  return parts.map(({ content }) => content).join('');
}

function fencesOf(page: string, tokens: Token[]): Fence[] {
  const found = new Map<Token, Fence>();
  for (const token of tokens) {
    if (token.type !== 'fence') continue;
    const [, language = '', note = ''] = /^(\S*)\s*(.*)$/.exec(token.info) ?? [];
    found.set(token, { page, line: (token.map?.[0] ?? 0) + 1, language, note, text: token.content });
  }
  tokens.forEach((token, at) => {
    const [fence, next] = [found.get(token), found.get(tokens[at + 1] ?? token)];
    if (fence && next && fence !== next) fence.next = next;
  });
  return [...found.values()];
}
