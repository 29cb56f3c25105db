import { RuleTester, type Rule } from 'eslint';

const rule = jest.requireActual<Rule.RuleModule>('../../eslint/rules/noRescheduledTask');

RuleTester.describe = describe;
RuleTester.it = it;

/** An orchestration around these statements. */
const orchestration = (body: string) => `function* run(context, items) { const df = context.df; ${body} }`;

const again = (name: string) => [{ messageId: 'again', data: { name, line: 1 } }];
const loop = (name: string) => [{ messageId: 'loop', data: { name } }];

new RuleTester().run('no-rescheduled-task', rule, {
  valid: [
    ['one Task.all', 'const a = df.callActivity("a"); const b = df.callActivity("b"); yield df.Task.all([a, b]);'],
    [
      'a spread into one Task.all',
      'const tasks = items.map((i) => df.callActivity("a", i)); yield context.df.Task.all([...tasks]);',
    ],
    [
      'the loser of Task.any alone',
      'const a = df.callActivity("a"); const t = df.createTimer(at); yield df.Task.any([a, t]); yield a;',
    ],
    [
      'new tasks in every round',
      'while (true) { const a = df.callActivity("a"); const t = df.createTimer(at); yield df.Task.any([a, t]); }',
    ],
    ['a task assigned in every round', 'let t; while (true) { t = df.createTimer(at); yield df.Task.any([t]); }'],
    [
      'one event beside new timers',
      'const go = df.waitForExternalEvent("go"); while (true) { const t = df.createTimer(at); yield df.Task.any([go, t]); }',
    ],
    [
      'two branches',
      'const a = df.callActivity("a"); if (items) { yield df.Task.all([a]); } else { yield df.Task.any([a]); }',
    ],
    [
      'a branch that leaves',
      'const a = df.callActivity("a"); if (items) { return yield df.Task.any([a]); } yield df.Task.all([a]);',
    ],
    [
      'a task made anew',
      'let a = df.callActivity("a"); yield df.Task.all([a]); a = df.callActivity("b"); yield df.Task.all([a]);',
    ],
    [
      'two cases of a switch',
      'const a = f(); switch (items) { case 1: yield df.Task.any([a]); break; case 2: yield df.Task.all([a]); }',
    ],
    ['an any of something else', 'const p = q(); Promise.any([p]); Promise.any([p]);'],
    [
      'new lanes in every round',
      'for (const part of items) { const lanes = part.map((l) => df.callSubOrchestrator("l", l)); yield df.Task.all(lanes); }',
    ],
    [
      'batches of an array of inputs',
      'for (const part of items) { yield df.Task.all(part.map((i) => df.callActivity("a", i))); }',
    ],
  ].map(([name = '', body = '']) => ({ name, code: orchestration(body) })),
  invalid: [
    [
      'a second Task.any',
      'const a = df.callActivity("a"); yield df.Task.any([a]); yield df.Task.any([a]);',
      again('a'),
    ],
    [
      'Task.any, then Task.all',
      'const a = f(), b = f(); yield df.Task.any([a, b]); yield df.Task.all([b]);',
      again('b'),
    ],
    ['a yielded task', 'const a = df.callActivity("a"); yield a; yield df.Task.all([a]);', again('a')],
    [
      'an array listed twice',
      'const tasks = items.map(f); yield df.Task.any(tasks); yield df.Task.all(tasks);',
      again('tasks'),
    ],
    [
      'the rest of an array',
      'const tasks = items.map(f); yield df.Task.any(tasks); yield df.Task.all(tasks.slice(1));',
      again('tasks'),
    ],
    [
      'a member of an array',
      'const tasks = items.map(f); yield df.Task.any(tasks); yield df.Task.all([tasks[1]]);',
      again('tasks'),
    ],
    ['an alias', 'const a = f(); const b = a; yield df.Task.any([a]); yield df.Task.all([b]);', again('a')],
    [
      'an array that holds it',
      'const a = f(); const both = [a, f()]; yield df.Task.any(both); yield df.Task.all([a]);',
      again('a'),
    ],
    [
      'a pushed task',
      'const a = f(); const all = []; all.push(a); yield df.Task.any([a]); yield df.Task.all(all);',
      again('a'),
    ],
    [
      'a task listed in try and catch',
      'const a = f(); try { yield df.Task.any([a]); } catch { yield df.Task.all([a]); }',
      again('a'),
    ],
    ['one task twice in one list', 'const a = f(); yield df.Task.all([a, a]);', again('a')],
    ['a listing in a condition', 'const a = f(); if (yield df.Task.any([a])) { yield df.Task.all([a]); }', again('a')],
    [
      'an unawaited listing',
      'const a = f(); const first = df.Task.any([a]); const all = df.Task.all([a]); yield all;',
      again('a'),
    ],
    [
      'a destructured Task',
      'const { Task } = df; const a = f(); yield Task.any([a]); yield Task.all([a]);',
      again('a'),
    ],
    [
      'a sliding window',
      'const active = []; while (items.length) { active.push(f(items.pop())); if (active.length === 2) { const w = yield df.Task.any(active); active.splice(active.indexOf(w), 1); } }',
      loop('active'),
    ],
    [
      'a window that is filtered',
      'let active = items.map(f); while (active.length) { const w = yield df.Task.any(active); active = active.filter((t) => t !== w); }',
      loop('active'),
    ],
    [
      'a window that is spread',
      'const active = new Set(); while (items.length) { active.add(f()); const w = yield df.Task.any([...active]); active.delete(w); }',
      loop('active'),
    ],
    [
      'one activity beside new timers',
      'const a = df.callActivity("a"); for (;;) { const t = df.createTimer(at); yield df.Task.any([a, t]); }',
      loop('a'),
    ],
    [
      'a task renewed now and then',
      'let a = f(); while (true) { yield df.Task.any([a]); if (items) { a = f(); } }',
      loop('a'),
    ],
  ].map(([name, body, errors]) => ({ name: String(name), code: orchestration(String(body)), errors: errors as never })),
});
