const { Buffer } = require('node:buffer');
const { zipSync } = require('fflate');

/** The first day that a ZIP file can name, in whatever time zone this machine is: ZIP times are local, and have no zone. */
const FIRST_DAY = new Date(1980, 0, 1);
const UNIX = 3;
const READABLE_FILE = 0o100644 << 16;

/**
 * A ZIP file that depends on names and contents alone. fflate compresses in JavaScript, the same on every Node; Node's own zlib
 * is another one with each version.
 *
 * @param files contents by path, with forward slashes
 */
function zipOf(files) {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const entries = sorted.map(([name, content]) => [name, Buffer.from(content)]);
  return Buffer.from(
    zipSync(Object.fromEntries(entries), { level: 9, mtime: FIRST_DAY, os: UNIX, attrs: READABLE_FILE }),
  );
}

module.exports = { zipOf };
