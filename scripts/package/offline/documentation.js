const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

const FIRST = ['README.md', 'CHANGELOG.md'];
const LINK = /\]\(([^()\s#]+\.md)(?:#[^()\s]*)?\)/g;

/**
 * What an operator reads: README, CHANGELOG, and each page in docs/ that links lead to from there. A note that lies beside them, and that
 * nobody published, does not leave this machine.
 *
 * @returns Markdown by path from the root
 */
function documentation(root) {
  const pages = new Map();
  const waiting = [...FIRST];
  for (let page = waiting.shift(); page !== undefined; page = waiting.shift()) {
    if (pages.has(page) || !existsSync(path.join(root, page))) continue;
    const text = readFileSync(path.join(root, page), 'utf8');
    pages.set(page, text);
    const linked = [...text.matchAll(LINK)].map(([, to]) => path.posix.join(path.posix.dirname(page), to));
    waiting.push(...linked.filter((to) => to.startsWith('docs/')));
  }
  return new Map([...pages].sort(([a], [b]) => (a < b ? -1 : 1)));
}

module.exports = { documentation };
