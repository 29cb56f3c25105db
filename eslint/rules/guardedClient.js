/** What gives the options of a client, or its pipeline, that reach the addresses they are made for and no other. */
const GUARDS = ['clientOptionsFor', 'storagePipeline'];
/** Of the app's own identity, whose address the platform says. */
const OWN_OPTIONS = 'CLIENT_OPTIONS';
/** They sign, and send nothing. */
const SILENT = ['AnonymousCredential', 'StorageSharedKeyCredential'];
/** What sends as the SDK does, to whatever address. */
const BARE = ['createDefaultHttpClient', 'newPipeline'];

/**
 * Has every client and credential of an Azure SDK made with `clientOptionsFor(reach)`, or of storage with `storagePipeline(…, reach)`: no
 * request goes to an address that the cloud's profile does not name.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
module.exports = {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'object',
        properties: { ownIdentity: { type: 'boolean' }, bare: { type: 'boolean' } },
        additionalProperties: false,
      },
    ],
    docs: { description: 'no client of an Azure SDK that may reach any address' },
    messages: {
      unguarded:
        '"{{name}}" is made without clientOptionsFor(reach), or storagePipeline(…, reach): it would go wherever it is sent, and try again by itself.',
      bare: '"{{name}}" sends to any address, as only the files that guard clients may. Take what clientOptionsFor(reach) or storagePipeline(…, reach) gives.',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const [{ ownIdentity = false, bare = false } = {}] = context.options;

    function check(node) {
      const name = importedFromAzure(node.callee, sourceCode);
      if (name === undefined) return;
      if (BARE.includes(name)) {
        if (!bare) context.report({ node, messageId: 'bare', data: { name } });
        return;
      }
      const sends = /^create\w*(?:Management|Client)$|(?:Client|Credential)$/.test(name) && !SILENT.includes(name);
      if (sends && !node.arguments.some((one) => isGuarded(one))) {
        context.report({ node, messageId: 'unguarded', data: { name } });
      }
    }

    /** Whether an expression is what a guard gave, or holds all of it. */
    function isGuarded(node, seen = new Set()) {
      switch (node?.type) {
        case 'CallExpression':
          return GUARDS.includes(node.callee.name);
        case 'Identifier':
          return (ownIdentity && node.name === OWN_OPTIONS) || isGuardedVariable(node, seen);
        case 'ObjectExpression':
          return holdsGuarded(node.properties, seen);
        case 'ConditionalExpression':
          return isGuarded(node.consequent, seen) && isGuarded(node.alternate, seen);
        case 'TSAsExpression':
        case 'TSSatisfiesExpression':
          return isGuarded(node.expression, seen);
        default:
          return false;
      }
    }

    function isGuardedVariable(identifier, seen) {
      const variable = variableOf(identifier, sourceCode);
      if (!variable || seen.has(variable)) return false;
      seen.add(variable);
      return variable.defs.length > 0 && variable.defs.every(({ node }) => isGuarded(node.init, seen));
    }

    /** A client of one's own after the guard's takes its place, unless it is made of it. */
    function holdsGuarded(properties, seen) {
      const at = properties.findLastIndex(
        (one) => one.type === 'SpreadElement' && isGuarded(one.argument, new Set(seen)),
      );
      if (at < 0) return false;
      const own = properties.slice(at + 1).find((one) => nameOf(one) === 'httpClient');
      return !own || identifiersIn(own.value, sourceCode).some((one) => isGuardedVariable(one, new Set()));
    }

    return { NewExpression: check, CallExpression: check };
  },
};

/** The name by which something of `@azure/…` is exported; undefined for what is of elsewhere. */
function importedFromAzure(callee, sourceCode) {
  const root = callee.type === 'MemberExpression' ? callee.object : callee;
  if (root.type !== 'Identifier') return undefined;
  const definition = variableOf(root, sourceCode)?.defs[0];
  if (definition?.type !== 'ImportBinding' || !definition.parent.source.value.startsWith('@azure/')) return undefined;
  if (definition.node.type === 'ImportSpecifier')
    return definition.node.imported.name ?? definition.node.imported.value;
  return callee.type === 'MemberExpression' ? callee.property.name : root.name;
}

function variableOf(identifier, sourceCode) {
  for (let scope = sourceCode.getScope(identifier); scope; scope = scope.upper) {
    const variable = scope.set.get(identifier.name);
    if (variable) return variable;
  }
  return undefined;
}

function identifiersIn(node, sourceCode) {
  if (node.type === 'Identifier') return [node];
  const keys = sourceCode.visitorKeys[node.type] ?? [];
  return keys
    .flatMap((key) => [node[key]].flat())
    .filter(Boolean)
    .flatMap((one) => identifiersIn(one, sourceCode));
}

function nameOf({ key }) {
  return key?.name ?? key?.value;
}
