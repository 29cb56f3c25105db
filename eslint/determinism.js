/*
 * What code may not use that has to give the same result every time it is run: orchestrations, which are replayed, and the
 * pure domain that they call.
 */

const CLOCK = 'No clock: orchestrations take context.df.currentUtcDateTime, the domain takes the time as an argument.';
const RANDOM = 'No randomness: a replay must see the same value. Use context.df.newGuid, or take it as an argument.';
const ENVIRONMENT = 'No environment: settings come in as input, so that a replay sees the same ones.';
const IO = 'No input or output here: that is what activities are for.';
const TIMER = 'No timers of the platform: use context.df.createTimer.';
const ASYNC = 'No async code: an orchestration is a synchronous generator that yields durable tasks.';
const COLLECTOR = 'No dependence on the garbage collector: a replay would see other results.';

const GLOBALS = {
  [CLOCK]: ['performance'],
  [RANDOM]: ['crypto'],
  [ENVIRONMENT]: ['process', 'global', 'globalThis', 'Intl', 'navigator'],
  [IO]: [
    'fetch',
    'console',
    'require',
    'WebSocket',
    'EventSource',
    'XMLHttpRequest',
    'BroadcastChannel',
    'MessageChannel',
  ],
  [TIMER]: ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
  [COLLECTOR]: ['WeakRef', 'FinalizationRegistry'],
};

const SYNTAX = [
  ['NewExpression[callee.name="Date"][arguments.length=0]', CLOCK],
  ['CallExpression[callee.name="Date"]', CLOCK],
  ['MemberExpression[property.name=/^(toLocale|getTimezoneOffset)/]', ENVIRONMENT],
  ['ImportExpression', IO],
  [
    ':matches(Program, ExportNamedDeclaration) > VariableDeclaration[kind!="const"]',
    'No mutable state of a module: it would live on between replays.',
  ],
];

const ASYNC_SYNTAX = [
  [':function[async=true]', ASYNC],
  ['AwaitExpression', ASYNC],
  ['ForOfStatement[await=true]', ASYNC],
  ['CallExpression[callee.property.name=/^(then|catch|finally)$/]', ASYNC],
];

/** The rules that ban clock, randomness, environment and I/O; `async: false` bans async code as well. */
function deterministic({ async }) {
  const globals = { ...GLOBALS, ...(async ? {} : { [ASYNC]: ['Promise'] }) };
  const syntax = async ? SYNTAX : [...SYNTAX, ...ASYNC_SYNTAX];
  return {
    'no-restricted-globals': [
      'error',
      ...Object.entries(globals).flatMap(([message, names]) => names.map((name) => ({ name, message }))),
    ],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: CLOCK },
      { object: 'Math', property: 'random', message: RANDOM },
    ],
    'no-restricted-syntax': ['error', ...syntax.map(([selector, message]) => ({ selector, message }))],
    'no-eval': 'error',
    'no-new-func': 'error',
  };
}

module.exports = { deterministic };
