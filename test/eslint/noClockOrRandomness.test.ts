import { RuleTester, type Rule } from 'eslint';

const rule = jest.requireActual<Rule.RuleModule>('../../eslint/rules/noClockOrRandomness');

RuleTester.describe = describe;
RuleTester.it = it;

const clock = (what: string) => ({ messageId: 'clock', data: { what } });
const random = (what: string) => ({ messageId: 'random', data: { what } });

new RuleTester().run('no-clock-or-randomness', rule, {
  valid: [
    'clock.now()',
    'const { now, random } = platform; now();',
    'new Date(0)',
    'new Date(clock.now()).toISOString()',
    'const of = (time) => new Date(time)',
    'Date.parse(text); Date.UTC(2026, 1); Math.max(1, 2);',
    "import { createHash } from 'node:crypto'; createHash('sha256');",
    "import { randomUUID } from './names'; randomUUID();",
    "import { createHash as randomUUID } from 'node:crypto'; randomUUID();",
    "performance.mark('x'); process.env;",
    'context.df.newGuid()',
  ],
  invalid: [
    { code: 'Date.now()', errors: [clock('Date.now')] },
    { code: "Date['now']()", errors: [clock('Date.now')] },
    { code: 'globalThis.Date.now()', errors: [clock('Date.now')] },
    { code: 'const clock = { now: Date.now };', errors: [clock('Date.now')] },
    { code: 'const at = (now = Date.now()) => now;', errors: [clock('Date.now')] },
    { code: 'const { now } = Date;', errors: [clock('Date.now')] },
    { code: "const { 'now': read } = Date;", errors: [clock('Date.now')] },
    { code: 'new Date()', errors: [clock('new Date()')] },
    { code: 'new globalThis.Date', errors: [clock('new Date()')] },
    { code: 'Date()', errors: [clock('Date()')] },
    { code: 'performance.now()', errors: [clock('performance.now')] },
    { code: 'process.hrtime.bigint()', errors: [clock('process.hrtime')] },
    { code: 'Math.random()', errors: [random('Math.random')] },
    { code: 'const { random: draw } = Math;', errors: [random('Math.random')] },
    { code: 'crypto.randomUUID()', errors: [random('crypto.randomUUID')] },
    { code: "import { randomUUID } from 'node:crypto';", errors: [random('crypto.randomUUID')] },
    { code: "import { createHash, randomUUID as id } from 'crypto';", errors: [random('crypto.randomUUID')] },
    { code: "export { randomUUID } from 'node:crypto';", errors: [random('crypto.randomUUID')] },
    { code: "import * as c from 'node:crypto'; c.randomUUID();", errors: [random('crypto.randomUUID')] },
    { code: "const { randomUUID } = require('node:crypto');", errors: [random('crypto.randomUUID')] },
  ],
});
