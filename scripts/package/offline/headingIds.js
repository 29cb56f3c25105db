/** A rule of markdown-it: gives headings the ids that GitHub gives them, which links to parts of a page name. */
function headingIds({ tokens }) {
  const seen = new Map();
  tokens.forEach((token, index) => {
    if (token.type !== 'heading_open') return;
    const slug = slugOf(textOf(tokens[index + 1].children ?? []));
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    token.attrSet('id', before === 0 ? slug : `${slug}-${before}`);
  });
}

function textOf(children) {
  return children.map(({ type, content }) => (type === 'text' || type === 'code_inline' ? content : '')).join('');
}

function slugOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');
}

module.exports = { headingIds };
