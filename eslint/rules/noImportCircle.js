const path = require('node:path');
const { findChain, resolveImport } = require('../importGraph');

/**
 * Forbids imports that lead back to the importing file, by whatever number of files. An import of a type counts as one of a
 * value does: files that need each other cannot be read, moved or tested one at a time.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
module.exports = {
  meta: {
    type: 'problem',
    schema: [],
    docs: { description: 'no circle of imports, of types or of values' },
    messages: {
      circle: 'This import closes a circle: {{chain}}. Move what both need into a file of its own.',
    },
  },
  create(context) {
    const file = context.filename;

    function check(node, source) {
      if (typeof source?.value !== 'string') return;
      const imported = resolveImport(file, source.value);
      const chain = imported && findChain(imported, file);
      if (!chain) return;
      const names = [file, ...chain].map((step) => path.relative(context.cwd, step).replaceAll('\\', '/'));
      context.report({ node, messageId: 'circle', data: { chain: names.join(' → ') } });
    }

    const checkSource = (node) => check(node, node.source);
    return {
      ImportDeclaration: checkSource,
      ExportNamedDeclaration: checkSource,
      ExportAllDeclaration: checkSource,
      ImportExpression: checkSource,
      TSImportType: checkSource,
    };
  },
};
