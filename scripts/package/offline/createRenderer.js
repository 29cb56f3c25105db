const MarkdownIt = require('markdown-it');
const { headingIds } = require('./headingIds');

const WEB = /^[a-z][a-z0-9+.-]*:/i;
const STYLE =
  'body{max-width:60rem;margin:2rem auto;padding:0 1rem;font-family:sans-serif;line-height:1.5}' +
  'table{border-collapse:collapse}td,th{border:1px solid;padding:.2rem .5rem;vertical-align:top}pre{overflow:auto}';

/**
 * Renders Markdown in which no link leads out of the package: of links to the web the address stands behind the words, of links
 * to files that are not in the package only the words remain.
 *
 * @param placeOf (page, path that it links to) → the path to link to instead; undefined where it is not in the package
 * @returns (page, Markdown) → HTML
 */
function createRenderer(placeOf) {
  const markdown = new MarkdownIt({ html: false, linkify: false });
  const { renderToken, rules } = markdown.renderer;
  const plain = renderToken.bind(markdown.renderer);
  markdown.core.ruler.push('heading_ids', headingIds);
  markdown.core.ruler.push('links', ({ tokens, env }) => {
    for (const { children } of tokens) if (children) keepLinksInside(children, (target) => placeOf(env.page, target));
  });
  rules.link_open = (tokens, index, options) => (tokens[index].meta?.isText ? '' : plain(tokens, index, options));
  rules.link_close = (tokens, index, options) => {
    const { meta } = tokens[index];
    return meta?.isText ? markdown.utils.escapeHtml(meta.address) : plain(tokens, index, options);
  };
  rules.image = (tokens, index) => markdown.utils.escapeHtml(tokens[index].content);
  return (page, text) => {
    const body = markdown.render(text, { page });
    const title = /<h1[^>]*>(.*?)<\/h1>/s.exec(body)?.[1].replace(/<[^>]+>/g, '') ?? page;
    return `<!doctype html>\n<meta charset="utf-8">\n<title>${title}</title>\n<style>${STYLE}</style>\n${body}`;
  };
}

/** Points links to where their targets are, and marks those that are to be text. */
function keepLinksInside(tokens, placeOf) {
  tokens.forEach((open, index) => {
    if (open.type !== 'link_open') return;
    const close = tokens.slice(index).find(({ type, level }) => type === 'link_close' && level === open.level);
    const href = open.attrGet('href') ?? '';
    if (href.startsWith('#')) return;
    const [target, fragment] = href.split('#');
    const place = WEB.test(href) ? undefined : placeOf(target);
    if (place !== undefined) open.attrSet('href', fragment === undefined ? place : `${place}#${fragment}`);
    else open.meta = close.meta = { isText: true, address: WEB.test(href) && open.info !== 'auto' ? ` (${href})` : '' };
  });
}

module.exports = { createRenderer };
