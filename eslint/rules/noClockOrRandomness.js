/** Members of global objects that give another value at every call. */
const CLOCKS = { Date: ['now'], performance: ['now'], process: ['hrtime'] };
const RANDOM = { Math: ['random'], crypto: ['randomUUID'] };

/**
 * Forbids to read the clock or to draw random values: whoever needs them takes them as an argument, so that a test or a
 * simulation can give its own.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
module.exports = {
  meta: {
    type: 'problem',
    schema: [],
    docs: { description: 'no clock and no randomness but what is passed in' },
    messages: {
      clock:
        '"{{what}}" reads the clock, as only src/index.ts, src/services/ and local/machine.ts may. Take the time as an argument.',
      random:
        '"{{what}}" is random, as only src/index.ts, src/services/ and local/machine.ts may be. Take the value as an argument.',
    },
  },
  create(context) {
    function check(node, object, property) {
      const what = `${object}.${property}`;
      if (CLOCKS[object]?.includes(property)) context.report({ node, messageId: 'clock', data: { what } });
      if (RANDOM[object]?.includes(property)) context.report({ node, messageId: 'random', data: { what } });
    }

    function checkNames({ source, specifiers }) {
      if (!/^(node:)?crypto$/.test(source?.value)) return;
      for (const specifier of specifiers) {
        const { name } = specifier.imported ?? specifier.local;
        if (name === 'randomUUID') check(specifier, 'crypto', name);
      }
    }

    return {
      MemberExpression(node) {
        const property = propertyName(node);
        // Whatever name the module was imported by.
        check(node, property === 'randomUUID' ? 'crypto' : nameOf(node.object), property);
      },
      VariableDeclarator({ id, init }) {
        if (id.type !== 'ObjectPattern' || !init) return;
        for (const property of id.properties) {
          const name = property.key?.name ?? property.key?.value;
          check(property, name === 'randomUUID' ? 'crypto' : nameOf(init), name);
        }
      },
      NewExpression(node) {
        if (nameOf(node.callee) !== 'Date' || node.arguments.length > 0) return;
        context.report({ node, messageId: 'clock', data: { what: 'new Date()' } });
      },
      CallExpression(node) {
        if (nameOf(node.callee) === 'Date') context.report({ node, messageId: 'clock', data: { what: 'Date()' } });
      },
      ImportDeclaration: checkNames,
      ExportNamedDeclaration: checkNames,
    };
  },
};

/** `Date` of `Date` and of `globalThis.Date`. */
function nameOf(node) {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' ? propertyName(node) : undefined;
}

function propertyName({ property, computed }) {
  if (property.type === 'Literal') return property.value;
  return computed ? undefined : property.name;
}
