import { RuleTester, type Rule } from 'eslint';

const rule = jest.requireActual<Rule.RuleModule>('../../eslint/rules/noUnheardPromise');

RuleTester.describe = describe;
RuleTester.it = it;

const member = [{ messageId: 'member' }];
const begun = (name: string, line = 1) => [{ messageId: 'begun', data: { name, line: String(line) } }];
const within = (code: string) => `async function f(a, b, xs) { ${code} }`;

new RuleTester().run('no-unheard-promise', rule, {
  valid: [
    ['members that all begin at once', 'await Promise.all([a(), b()]);'],
    ['a member that waits by itself', 'await Promise.all([a(), (async () => b(await a()))()]);'],
    ['members that are made of a list', 'await Promise.all(xs.map(async (x) => a(await b(x))));'],
    ['what is waited for before the list', 'const it = await a(); await Promise.all([a(it), b(it)]);'],
    ['a list of what is known', 'const both = [await a(), await b()];'],
    ['a list of another one', 'await other.all([a(), await b()]);'],
    ['what is begun and waited for next', 'const one = a(); await one;'],
    ['what is begun after the wait', 'await b(); const one = a(); await one;'],
    ['two that are listened to together', 'const one = a(); const two = b(); await Promise.all([one, two]);'],
    ['one that is listened to before', 'const one = a(); one.catch(log); await b(); await one;'],
    ['one that takes up its own failure', 'const one = a().catch(log).finally(b); await b(); await one;'],
    ['one that the other is given', 'const one = a(); await b(one); await one;'],
    ['a wait of another function', 'const one = a(); const two = async () => { await b(); }; await one; await two();'],
    ['no promise', 'const one = a(); await b(); return one + 1;'],
    ['what nobody waits for here', 'const one = a(); await b(); return one;'],
    ['one of several by turns', 'let one = a(); await b(); one = b(); await one;'],
  ].map(([name = '', code = '']) => ({ name, code: within(code) })),
  invalid: [
    ['a member', 'await Promise.all([a(), await b()]);', member],
    ['inside of a member', 'await Promise.allSettled([a(), b((await a()).id)]);', member],
    ['inside of a condition', 'return Promise.race([a(), xs ? await b() : undefined]);', member],
    ['spread', 'return Promise.any([...xs.map(a), ...(await b())]);', member],
    ['a list in a list', 'return Promise.all([a(), Promise.all([await b()])]);', member],
    ['begun, and another one waited for', 'const one = a(); await b(); await one;', begun('one')],
    ['by two in a row', 'const one = a(); const two = b(); await two; return await one;', begun('one')],
    ['handed on too late', 'const one = a(); const two = await b(); await Promise.all([one, a(two)]);', begun('one')],
    ['many', 'const all = xs.map(a); await b(); await Promise.all(all);', begun('all')],
    ['many, beside others', 'const all = xs.map(a); await b(); await Promise.all([...all, b()]);', begun('all')],
    ['in a branch', 'const one = a(); if (xs) await b(); await one;', begun('one')],
    ['in a loop', 'const one = a(); for (const x of xs) await b(x); await one;', begun('one')],
    ['by a stream', 'const one = a(); for await (const x of xs) b(x); await one;', begun('one')],
    ['where it may be nothing', 'const one = xs ? a() : undefined; await b(); await one;', begun('one')],
    ['in a list', 'const both = [a(), b()]; await b(); await Promise.all(both);', begun('both')],
  ].map(([name, code, errors]) => ({ name, code: within(code as string), errors }) as RuleTester.InvalidTestCase),
});
