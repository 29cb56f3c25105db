/**
 * The anchors that GitHub gives to headings, in their order: small letters, without punctuation, spaces as hyphens; one that there was gets a number.
 * Source: github.com/gjtorikian/html-pipeline, `TableOfContentsFilter`.
 *
 * @param {readonly string[]} headings texts
 * @returns {string[]}
 */
function headingSlugs(headings) {
  const seen = new Map();
  return headings.map((heading) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

module.exports = { headingSlugs };
