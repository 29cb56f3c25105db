const path = require('node:path').posix;
const { createRenderer } = require('./createRenderer');

/**
 * The documentation as HTML pages that a browser shows from a disk, where no network is.
 *
 * @param sources Markdown by path from the project's root
 * @returns pages by path from the package's root
 */
function offlinePages(sources) {
  const places = new Map([...sources.keys()].map((file) => [file, placeOf(file)]));
  const render = createRenderer((from, target) => {
    const place = places.get(path.join(path.dirname(from), target));
    return place && path.relative(path.dirname(placeOf(from)), place);
  });
  return new Map([...sources].map(([file, text]) => [placeOf(file), render(file, text)]));
}

/** `README.md` → `docs/index.html`, `docs/copy.md` → `docs/copy.html`, `docs/quickstart/both.md` → `docs/quickstart/both.html`. */
function placeOf(file) {
  const { dir, name } = path.parse(file);
  return path.join('docs', dir.replace(/^docs/, '.'), `${file === 'README.md' ? 'index' : name}.html`);
}

module.exports = { offlinePages };
