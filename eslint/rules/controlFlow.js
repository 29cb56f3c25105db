const LOOPS = new Set(['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement']);
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
const LEAVES = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);

function ancestorsOf(node) {
  const ancestors = [];
  for (let at = node; at; at = at.parent) ancestors.push(at);
  return ancestors;
}

/** The function that a node belongs to, or the program. */
function functionOf(node) {
  return ancestorsOf(node.parent).find(({ type }) => FUNCTIONS.has(type) || type === 'Program');
}

/** The loops around a node within its function, innermost first. */
function loopsAround(node) {
  const own = functionOf(node);
  const ancestors = ancestorsOf(node.parent);
  return ancestors.slice(0, ancestors.indexOf(own)).filter(({ type }) => LOOPS.has(type));
}

function contains(outer, inner) {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

/** True when `later` can run after `earlier` in one pass over the source: neither other branches nor an exit part them. */
function canFollow(earlier, later) {
  if (earlier.range[0] >= later.range[0] || functionOf(earlier) !== functionOf(later)) return false;
  const path = ancestorsOf(earlier);
  const joint = path.find((ancestor) => contains(ancestor, later));
  const own = path[path.indexOf(joint) - 1];
  if (joint.type === 'IfStatement' || joint.type === 'ConditionalExpression') {
    return own === joint.test;
  }
  if (joint.type === 'SwitchStatement' && own.type === 'SwitchCase') return false;
  return !path.slice(0, path.indexOf(joint)).some((ancestor) => LEAVES.has(ancestor.type) || endsInExit(ancestor));
}

function endsInExit(node) {
  return node.type === 'BlockStatement' && node.body.length > 0 && LEAVES.has(node.body.at(-1).type);
}

/** True when a statement is run in every round of a loop: it stands directly in its body. */
function runsEveryRound(node, loop) {
  const statement = ancestorsOf(node).find(({ parent }) => parent === loop.body);
  return statement?.type === 'ExpressionStatement' || statement?.type === 'VariableDeclaration';
}

module.exports = { canFollow, contains, loopsAround, runsEveryRound };
