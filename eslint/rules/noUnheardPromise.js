/** What listens to all the promises that it is given. */
const LISTENERS = ['all', 'allSettled', 'any', 'race'];
/** What may begin something, or hold what was begun. */
const BEGIN = ['CallExpression', 'NewExpression', 'ConditionalExpression', 'LogicalExpression', 'ArrayExpression'];

/**
 * Has every promise listened to before anything else is waited for: one that fails meanwhile is an unhandled rejection, which ends the
 * process (Node's default since 15). Of what is begun beside each other, all is begun first and then handed to one `Promise.all`.
 *
 * Seen are the members of a list, and variables that the same function awaits, or hands to such a list, itself.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
module.exports = {
  meta: {
    type: 'problem',
    schema: [],
    docs: { description: 'no promise that nobody listens to while another one is waited for' },
    messages: {
      member:
        'While this is waited for, nobody listens to the members of the list before it: should one fail, the process ends. Wait before the list, or in a function of its own.',
      begun:
        'Nobody listens to "{{name}}" while line {{line}} waits for something else: should it fail, the process ends. Begin it later, or hand both to one Promise.all.',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const functions = [];
    const enter = () => functions.push({ waits: [], begun: [] });

    /** Waits are judged where their function ends, once all are known. */
    function leave() {
      const { waits, begun } = functions.pop();
      for (const declarator of begun) {
        const wait = waits.find(({ range }) => isBetween(range, declarator, firstUse(declarator)));
        if (!wait) continue;
        const data = { name: declarator.id.name, line: wait.loc.start.line };
        context.report({ node: declarator, messageId: 'begun', data });
      }
    }

    function isBetween([start, end], declarator, use) {
      return use !== undefined && isHeardHere(use) && start > declarator.range[1] && end <= use.range[0];
    }

    /** None where the variable is given another promise: which one a use means depends on the way to it. */
    function firstUse(declarator) {
      const [variable] = sourceCode.getDeclaredVariables(declarator);
      if (variable.references.some(({ init, writeExpr }) => writeExpr && !init)) return undefined;
      const uses = variable.references.filter(({ init }) => !init).map(({ identifier }) => identifier);
      return uses.sort((one, other) => one.range[0] - other.range[0])[0];
    }

    function sawWait(node) {
      functions.at(-1).waits.push(node);
      if (memberOfList(node)) context.report({ node, messageId: 'member' });
    }

    return {
      Program: enter,
      'Program:exit': leave,
      ':function': enter,
      ':function:exit': leave,
      AwaitExpression: sawWait,
      YieldExpression: sawWait,
      'ForOfStatement[await=true]': ({ right }) => void functions.at(-1).waits.push(right),
      'VariableDeclarator[id.type="Identifier"]'(node) {
        if (BEGIN.includes(node.init?.type) && !isHeard(node.init)) functions.at(-1).begun.push(node);
      },
    };
  },
};

/** Whether a chain of calls takes up what fails. */
function isHeard({ type, callee }) {
  if (type !== 'CallExpression' || callee.type !== 'MemberExpression') return false;
  return callee.property.name === 'catch' || isHeard(callee.object);
}

/** Whether the first use of a variable takes it for a promise, or for a list of them. */
function isHeardHere({ parent }) {
  if (parent.type === 'AwaitExpression') return true;
  const list = ['ArrayExpression', 'SpreadElement'].includes(parent.type) ? parentOfList(parent) : parent;
  return isListener(list);
}

function parentOfList(node) {
  return ['ArrayExpression', 'SpreadElement'].includes(node.type) ? parentOfList(node.parent) : node;
}

/** Whether something is waited for inside of the list that a listener is given: what is in a function of its own is not. */
function memberOfList({ parent }) {
  for (let node = parent; node && !/Function/.test(node.type); node = node.parent) {
    if (node.type === 'ArrayExpression' && isListener(node.parent)) return true;
  }
  return false;
}

function isListener(node) {
  const { type, callee } = node;
  return (
    type === 'CallExpression' &&
    callee.type === 'MemberExpression' &&
    callee.object.name === 'Promise' &&
    LISTENERS.includes(callee.property.name)
  );
}
