const { headingSlugs } = require('./headingSlugs');

/** A rule of markdown-it: gives headings the ids that GitHub gives them, which links to parts of a page name. */
function headingIds({ tokens }) {
  const headings = tokens.flatMap((token, index) =>
    token.type === 'heading_open' ? [{ token, text: textOf(tokens[index + 1].children ?? []) }] : [],
  );
  headingSlugs(headings.map(({ text }) => text)).forEach((slug, index) => headings[index].token.attrSet('id', slug));
}

function textOf(children) {
  return children.map(({ type, content }) => (type === 'text' || type === 'code_inline' ? content : '')).join('');
}

module.exports = { headingIds };
