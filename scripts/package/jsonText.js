/** A JSON file's text, as people read it. */
function jsonText(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

module.exports = { jsonText };
