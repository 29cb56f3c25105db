const { canFollow, contains, loopsAround, runsEveryRound } = require('./controlFlow');
const { isExternalEvent, isListing, taskIdentifiers, variableOf, withMembers } = require('./taskVariables');

/**
 * Forbids to list a task in `Task.any` or `Task.all` that was listed or yielded before: every listing schedules its members
 * again, so that activities run twice and results attach to the wrong tasks (durable-functions 3.5). Waiting alone for the
 * loser of a `Task.any` (`yield task`) is fine, and so is an external event, for which nothing is scheduled.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
module.exports = {
  meta: {
    type: 'problem',
    schema: [],
    docs: { description: 'no task that was scheduled before in Task.any or Task.all' },
    messages: {
      again:
        '"{{name}}" was scheduled before (line {{line}}): listing it again runs its activity again. Use lanes of sub-orchestrations under one Task.all.',
      loop: 'Every round of this loop lists "{{name}}" again, and each time its activities run again. Make the task inside the loop, or use lanes of sub-orchestrations under one Task.all.',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const listings = [];
    const yields = [];

    /** The variables whose tasks these expressions schedule, external events left out. */
    function variablesIn(nodes) {
      const found = new Set();
      for (const identifier of nodes.flatMap(taskIdentifiers)) {
        withMembers(variableOf(identifier, sourceCode), sourceCode, found);
      }
      return [...found].filter((variable) => !isExternalEvent(variable));
    }

    return {
      CallExpression(node) {
        if (isListing(node)) listings.push({ node, variables: variablesIn(node.arguments) });
      },
      YieldExpression(node) {
        if (node.argument?.type === 'Identifier') yields.push({ node, variables: variablesIn([node.argument]) });
      },
      'Program:exit'() {
        for (const listing of listings) {
          const problem =
            listedInLoop(listing) ?? listedTwice(listing) ?? listedBefore(listing, [...listings, ...yields]);
          if (problem) context.report({ node: listing.node, ...problem });
        }
      },
    };

    /** A loop that lists a variable from outside of it, without giving it a new task in every round. */
    function listedInLoop({ node, variables }) {
      for (const loop of loopsAround(node)) {
        const stale = variables.find(
          (variable) => variable.defs.every((def) => !contains(loop, def.name)) && !renewedIn(variable, loop),
        );
        if (stale) return { messageId: 'loop', data: { name: stale.name } };
      }
      return undefined;
    }

    function listedTwice({ node }) {
      const names = node.arguments.flatMap(taskIdentifiers).map(({ name, parent }) => (parent.computed ? '' : name));
      const name = names.find((one, index) => one !== '' && names.indexOf(one) !== index);
      return name && { messageId: 'again', data: { name, line: node.loc.start.line } };
    }

    function listedBefore(listing, earlier) {
      for (const { node, variables } of earlier) {
        if (!canFollow(node, listing.node) || contains(listing.node, node)) continue;
        const again = variables.find(
          (variable) => listing.variables.includes(variable) && !renewedBetween(variable, node, listing.node),
        );
        if (again) return { messageId: 'again', data: { name: again.name, line: node.loc.start.line } };
      }
      return undefined;
    }

    function renewals(variable) {
      return variable.references.filter(
        ({ writeExpr }) =>
          writeExpr &&
          !taskIdentifiers(writeExpr).some((identifier) => variableOf(identifier, sourceCode) === variable),
      );
    }

    function renewedIn(variable, loop) {
      return renewals(variable).some(
        ({ identifier }) => contains(loop, identifier) && runsEveryRound(identifier, loop),
      );
    }

    function renewedBetween(variable, earlier, later) {
      return renewals(variable).some(
        ({ identifier }) => identifier.range[0] > earlier.range[0] && identifier.range[0] < later.range[0],
      );
    }
  },
};
