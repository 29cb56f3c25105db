/** Methods that hand on the members of an array instead of making new ones. */
const SAME_MEMBERS = new Set([
  'filter',
  'slice',
  'concat',
  'reverse',
  'flat',
  'toReversed',
  'toSorted',
  'toSpliced',
  'at',
]);

/** True for `….Task.any(…)` and `….Task.all(…)`. */
function isListing(node) {
  if (node.callee.type !== 'MemberExpression' || !['any', 'all'].includes(node.callee.property.name)) return false;
  const { object } = node.callee;
  return (object.type === 'MemberExpression' ? object.property.name : object.name) === 'Task';
}

/** The identifiers whose tasks an expression hands on; none for an expression that makes new tasks. */
function taskIdentifiers(node) {
  switch (node?.type) {
    case 'Identifier':
      return [node];
    case 'ArrayExpression':
      return node.elements.flatMap(taskIdentifiers);
    case 'SpreadElement':
      return taskIdentifiers(node.argument);
    case 'MemberExpression':
      return taskIdentifiers(node.object);
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
      return taskIdentifiers(node.expression);
    case 'ConditionalExpression':
      return [...taskIdentifiers(node.consequent), ...taskIdentifiers(node.alternate)];
    case 'LogicalExpression':
      return [...taskIdentifiers(node.left), ...taskIdentifiers(node.right)];
    case 'CallExpression':
      return handsOn(node) ? [node.callee.object, ...node.arguments].flatMap(taskIdentifiers) : [];
    default:
      return [];
  }
}

function handsOn(call) {
  return call.callee.type === 'MemberExpression' && SAME_MEMBERS.has(call.callee.property.name);
}

/** The variable that an identifier means, or `undefined` for a global. */
function variableOf(identifier, sourceCode) {
  for (let scope = sourceCode.getScope(identifier); scope; scope = scope.upper) {
    const variable = scope.set.get(identifier.name);
    if (variable) return variable;
  }
  return undefined;
}

/** A variable and those whose tasks it holds: aliases, members of an array literal, what was pushed onto it. */
function withMembers(variable, sourceCode, seen = new Set()) {
  if (!variable || seen.has(variable)) return seen;
  seen.add(variable);
  const held = [
    ...variable.references.filter((reference) => reference.writeExpr).map((reference) => reference.writeExpr),
    ...variable.references.flatMap(({ identifier }) => pushedOnto(identifier)),
  ];
  for (const identifier of held.flatMap(taskIdentifiers)) {
    withMembers(variableOf(identifier, sourceCode), sourceCode, seen);
  }
  return seen;
}

function pushedOnto(identifier) {
  const { parent } = identifier;
  const isPush = parent.type === 'MemberExpression' && ['push', 'unshift'].includes(parent.property.name);
  return isPush && parent.object === identifier && parent.parent.type === 'CallExpression'
    ? parent.parent.arguments
    : [];
}

/** True when a variable only ever holds an awaited external event: nothing is scheduled for one, it is matched by name. */
function isExternalEvent(variable) {
  const written = variable.references.filter((reference) => reference.writeExpr);
  return (
    written.length > 0 &&
    written.every(
      ({ writeExpr }) =>
        writeExpr.type === 'CallExpression' && writeExpr.callee.property?.name === 'waitForExternalEvent',
    )
  );
}

module.exports = { isExternalEvent, isListing, taskIdentifiers, variableOf, withMembers };
