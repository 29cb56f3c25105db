import path from 'node:path';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const ROOT = path.join(__dirname, '../..');

const CONFIG = jest.requireActual<Linter.Config[]>('../../eslint.config.js');

/** Given the configuration itself, because a test cannot import() it as ESLint would. */
function eslintWith(...more: Linter.Config[]): ESLint {
  return new ESLint({ cwd: ROOT, overrideConfigFile: true, overrideConfig: [...CONFIG, ...more] });
}

/** The snippets are no files of a TypeScript project: rules that need types are looked up in the configuration instead. */
const eslint = eslintWith(tseslint.configs.disableTypeChecked as Linter.Config);
const UNUSED = ['@typescript-eslint/no-unused-vars', 'no-unused-vars'];

/** Rules that report in a file of this text. */
async function rulesFor(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: path.join(ROOT, file) });
  const rules = result?.messages.map(({ ruleId, message }) => ruleId ?? message) ?? [];
  return [...new Set(rules)].filter((rule) => !UNUSED.includes(rule));
}

const IMPORTS = '@typescript-eslint/no-restricted-imports';
const ORCHESTRATION = 'src/orchestrations/example.ts';

const GOOD_ORCHESTRATION = `
  import { RetryOptions, type OrchestrationContext, type Task } from 'durable-functions';
  import type { Activities } from '../activities/activities';
  import type { Route } from '../domain/route';
  import { nextDelaySeconds } from '../domain/polling';
  import { step } from './step';
  export function* example(context: OrchestrationContext, route: Route): Generator<Task, Activities, never> {
    const now = context.df.currentUtcDateTime;
    const timer = context.df.createTimer(new Date(now.getTime() + nextDelaySeconds(route) * 1000));
    const task = context.df.callActivityWithRetry('a', new RetryOptions(1, 2), context.df.newGuid(step));
    yield context.df.Task.any([timer, task]);
    const lanes = [1, 2].map((lane) => context.df.callSubOrchestrator('lane', { lane }));
    return yield context.df.Task.all(lanes);
  }`;

describe('orchestrations', () => {
  it('may do what is deterministic', async () => {
    expect(await rulesFor(ORCHESTRATION, GOOD_ORCHESTRATION)).toEqual([]);
  });

  it.each([
    ['Date.now()', 'no-restricted-properties'],
    ['const { now } = Date; now()', 'no-restricted-properties'],
    ['new Date()', 'no-restricted-syntax'],
    ['Date()', 'no-restricted-syntax'],
    ['performance.now()', 'no-restricted-globals'],
    ['process.hrtime()', 'no-restricted-globals'],
    ['process.env', 'no-restricted-globals'],
    ['globalThis.process', 'no-restricted-globals'],
    ['new Date(0).toLocaleString()', 'no-restricted-syntax'],
    ['new Intl.DateTimeFormat().format()', 'no-restricted-globals'],
    ['Math.random()', 'no-restricted-properties'],
    ['crypto.randomUUID()', 'no-restricted-globals'],
    ["fetch('https://example.org')", 'no-restricted-globals'],
    ["console.log('x')", 'no-restricted-globals'],
    ['setTimeout(f, 1)', 'no-restricted-globals'],
    ['setImmediate(f)', 'no-restricted-globals'],
    ['queueMicrotask(f)', 'no-restricted-globals'],
    ['Promise.resolve(1)', 'no-restricted-globals'],
    ['task.then(f)', 'no-restricted-syntax'],
    ["import('./x')", 'no-restricted-syntax'],
    ['async () => 1', 'no-restricted-syntax'],
    ['eval("1")', 'no-eval'],
    ['new Function("1")', 'no-new-func'],
    ['new WeakRef({})', 'no-restricted-globals'],
  ])('may not use %s', async (expression, rule) => {
    expect(
      await rulesFor(ORCHESTRATION, `export function* example() { yield (() => { ${expression}; })(); }`),
    ).toContain(rule);
  });

  it.each([
    ['an async function', 'export async function f() { await g(); }', 'no-restricted-syntax'],
    ['mutable state of the module', 'let seen = 0; export const f = () => seen++;', 'no-restricted-syntax'],
    ['a built-in module', "import { readFileSync } from 'node:fs'; readFileSync('x');", IMPORTS],
    ['a built-in module by its old name', "import fs from 'fs'; fs;", IMPORTS],
    ['randomness by import', "import { randomUUID } from 'node:crypto'; randomUUID();", IMPORTS],
    ['timers by import', "import { setTimeout } from 'node:timers/promises'; setTimeout(1);", IMPORTS],
    ['a client of Azure', "import { BlobClient } from '@azure/storage-blob'; BlobClient;", IMPORTS],
    ['an activity as a value', "import { bindActivities } from '../activities/activities'; bindActivities();", IMPORTS],
    ['a re-export of an activity', "export { bindActivities } from '../activities/activities';", IMPORTS],
    ['src/azure as a value', "import { blobUri } from '../azure/blobs'; blobUri();", IMPORTS],
    ['src/functions, even as a type', "import type { X } from '../functions/x'; export type Y = X;", IMPORTS],
    ['src/settings as a value', "import { loadRoutes } from '../settings/loadRoutes'; loadRoutes('');", IMPORTS],
    ['the registration of functions', "import { app } from 'durable-functions'; app;", IMPORTS],
    [
      'a rescheduled task',
      'export function* f(c) { const a = c.g(); yield c.df.Task.any([a]); yield c.df.Task.all([a]); }',
      'ferry/no-rescheduled-task',
    ],
  ])('may not have %s', async (_, text, rule) => {
    expect(await rulesFor(ORCHESTRATION, text)).toContain(rule);
  });
});

describe('imports of src/', () => {
  it.each([
    ['src/functions/x.ts', "import { transfer } from '../orchestrations/transfer'; transfer;"],
    ['src/functions/x.ts', "import { loadRoutes } from '../settings/loadRoutes'; loadRoutes;"],
    ['src/functions/http/x.ts', "import { startTransfer } from '../start/startTransfer'; startTransfer;"],
    ['src/functions/instances/x.ts', "import { OrchestrationRuntimeStatus as S } from 'durable-functions'; S;"],
    ['src/activities/x.ts', "import { blobUri } from '../domain/route'; blobUri;"],
    ['src/services/x.ts', "import { createBlobs } from '../azure/blobs'; createBlobs;"],
    ['src/activities/x.ts', "import { readFile } from 'node:fs/promises'; export const f = async () => readFile('x');"],
    ['src/azure/x.ts', "import { redact } from '../domain/redact'; redact;"],
    ['src/domain/x.ts', "import { createHash } from 'node:crypto'; createHash;"],
    ['src/domain/x.ts', "import { z } from 'zod'; z;"],
    ['src/domain/x.ts', 'export async function f(read: () => Promise<string>) { return await read(); }'],
    ['src/settings/x.ts', "import { z } from 'zod'; z;"],
    [
      'src/index.ts',
      "import { bindActivities } from './activities/activities'; import * as df from 'durable-functions'; df; bindActivities;",
    ],
    ['local/x.ts', "import type { X } from '../src/domain/x'; export type Y = X;"],
    ['local/admin/x.ts', "import { validate } from '../../src/domain/validation/validate'; validate;"],
    ['test/x.test.ts', "import { x } from '../src/index'; x;"],
  ])('%s may: %s', async (file, text) => {
    expect((await rulesFor(file, text)).filter((rule) => !rule.includes('no-unused-expressions'))).toEqual([]);
  });

  it.each([
    ['src/functions/x.ts', "import { blobUri } from '../azure/blobs'; blobUri;", IMPORTS],
    ['src/functions/http/x.ts', "import { getClient } from 'durable-functions'; getClient;", IMPORTS],
    ['src/functions/start/x.ts', "import { app } from 'durable-functions'; app;", IMPORTS],
    ['src/functions/start/x.ts', "import { REFUSALS } from '../http/problem'; REFUSALS;", IMPORTS],
    ['src/functions/start/deep/x.ts', "import type { X } from '../../http/dependencies'; export type Y = X;", IMPORTS],
    ['src/functions/start/x.ts', "import { blobUri } from '../../azure/blobs'; blobUri;", IMPORTS],
    ['src/functions/instances/x.ts', "import { REFUSALS } from '../http/problem'; REFUSALS;", IMPORTS],
    ['src/activities/x.ts', "import type { X } from '../orchestrations/transfer'; export type Y = X;", IMPORTS],
    ['src/azure/x.ts', "import type { X } from '../activities/activities'; export type Y = X;", IMPORTS],
    ['src/azure/deep/x.ts', "import { x } from '../../activities/activities'; x;", IMPORTS],
    ['src/azure/x.ts', "import { x } from '../index'; x;", IMPORTS],
    ['src/azure/x.ts', "import { STACK_NAMES } from '../../local/stackNames'; STACK_NAMES;", IMPORTS],
    ['src/index.ts', "import { STACK_NAMES } from '../local/stackNames'; STACK_NAMES;", IMPORTS],
    ['src/index.ts', "import { x } from '../test/x'; x;", IMPORTS],
    ['src/activities/x.ts', "import type { X } from '../azure/blobs'; export type Y = X;", IMPORTS],
    ['src/azure/x.ts', "import { x } from '../services/x'; x;", IMPORTS],
    ['src/domain/x.ts', "import type { X } from '../settings/appSettings'; export type Y = X;", IMPORTS],
    ['src/domain/x.ts', "import { loadRoutes } from '../settings/loadRoutes'; loadRoutes;", IMPORTS],
    ['src/domain/x.ts', "import type { X } from '../azure/blobs'; export type Y = X;", IMPORTS],
    ['src/domain/x.ts', "import { randomUUID } from 'node:crypto'; randomUUID;", IMPORTS],
    ['src/domain/x.ts', "import { readFileSync } from 'node:fs'; readFileSync;", IMPORTS],
    ['src/domain/x.ts', 'export const now = () => new Date();', 'no-restricted-syntax'],
    ['src/domain/x.ts', 'export const now = () => Math.random();', 'no-restricted-properties'],
    ['src/settings/x.ts', "import { readFileSync } from 'node:fs'; readFileSync;", IMPORTS],
    ['src/settings/x.ts', 'export const x = process.env;', 'no-restricted-globals'],
    ['local/x.ts', "import { x } from '../src/domain/x'; x;", IMPORTS],
    ['local/x.ts', "import { x } from '../src/domain/validations'; x;", IMPORTS],
  ])('%s may not: %s', async (file, text, rule) => {
    expect(await rulesFor(file, text)).toContain(rule);
  });
});

describe('clock and randomness', () => {
  const RULE = 'ferry/no-clock-or-randomness';
  const uses = 'export const uses = [Date.now(), new Date(), Math.random(), performance.now()];';

  it.each(['src/azure/x.ts', 'src/azure/copy/x.ts', 'src/functions/x.ts', 'src/x.ts', 'local/x.ts', 'local/cli/x.ts'])(
    '%s has none but what it is given',
    async (file) => {
      expect(await rulesFor(file, uses)).toContain(RULE);
      expect(await rulesFor(file, "import { randomUUID } from 'node:crypto'; randomUUID();")).toContain(RULE);
    },
  );

  it.each(['src/index.ts', 'src/services/x.ts', 'local/machine.ts', 'test/x.test.ts'])('%s may', async (file) => {
    expect(await rulesFor(file, uses)).toEqual([]);
  });
});

describe('the commands', () => {
  it('may import no code of the product or of the stack, but what texts look like', async () => {
    for (const module of ['../src/domain/names', '../src/azure/endpoints', '../local/stackNames']) {
      expect(await rulesFor('cli/x.ts', `import { x } from '${module}'; x;`)).toContain(IMPORTS);
      expect(await rulesFor('cli/x.ts', `import type { X } from '${module}'; export type Y = X;`)).toEqual([]);
    }
    const text = "import { isPrintable } from '../src/domain/validation/isPrintable'; isPrintable('');";
    expect(await rulesFor('cli/x.ts', text)).toEqual([]);
  });
});

describe('the real machine', () => {
  const imports = "import { MACHINE } from '../machine'; MACHINE;";
  const RULE = 'no-restricted-imports';

  it.each(['local/host/x.ts', 'local/stack/x.ts', 'local/registry/store/x.ts', 'local/host/domain.ts'])(
    '%s may not import it',
    async (file) => {
      expect(await rulesFor(file, imports)).toContain(RULE);
      expect(await rulesFor(file, "import { MACHINE } from '../../machine'; MACHINE;")).toContain(RULE);
    },
  );

  it.each(['local/cli/start.ts', 'local/host/main.ts', 'local/stack/azuriteProcess.ts'])(
    '%s may: a process starts there',
    async (file) => {
      expect(await rulesFor(file, imports)).not.toContain(RULE);
    },
  );

  it('is not every name that ends alike', async () => {
    expect(await rulesFor('local/x.ts', "import { m } from './stateMachine'; m;")).not.toContain(RULE);
  });
});

describe('clients of Azure', () => {
  const making = "import { SecretClient } from '@azure/keyvault-secrets'; new SecretClient(uri, credential);";

  it.each(['src/azure/vault/x.ts', 'src/services/x.ts', 'src/azure/identity/credentials.ts'])(
    '%s may make none that reaches any address',
    async (file) => expect(await rulesFor(file, making)).toContain('ferry/guarded-client'),
  );

  it('local/x.ts may: it stands for Azure', async () => {
    expect(await rulesFor('local/x.ts', making)).not.toContain('ferry/guarded-client');
  });
});

describe('circles of imports', () => {
  it.each([
    ['src/domain/plan.ts', "import type { Plan } from './plan'; export type X = Plan;"],
    ['local/stackNames.ts', "export * from './stackNames';"],
  ])('%s may not close one', async (file, text) => {
    expect(await rulesFor(file, text)).toContain('ferry/no-import-circle');
  });
});

describe('everywhere', () => {
  /** The rules of these that are errors in a file. */
  async function errorsAmong(rules: string[], file: string): Promise<string[]> {
    const config = (await eslintWith().calculateConfigForFile(path.join(ROOT, file))) as {
      rules: Record<string, [number]>;
    };
    return rules.filter((rule) => config.rules[`@typescript-eslint/${rule}`]?.[0] === 2);
  }

  it.each(['src/index.ts', 'src/activities/x.ts', 'local/settings.ts'])('%s may not forget a promise', async (file) => {
    const rules = ['no-floating-promises', 'no-misused-promises'];
    expect(await errorsAmong(rules, file)).toEqual(rules);
  });

  it.each(['src/index.ts', 'src/functions/http/x.ts', 'local/x.ts', 'cli/x.ts', 'bench/x.ts', 'scripts/x.js'])(
    '%s may not wait while nobody listens to a promise',
    async (file) => {
      const text = 'module.exports = async (a, b) => Promise.all([a(), await b()]);';
      expect(await rulesFor(file, text)).toContain('ferry/no-unheard-promise');
    },
  );

  it('the product throws errors only: an orchestration that throws anything else hangs', async () => {
    expect(await errorsAmong(['only-throw-error'], 'src/orchestrations/x.ts')).toEqual(['only-throw-error']);
  });

  it.each([
    ["it.only('x', () => { expect(1).toBe(1); });", 'jest/no-focused-tests'],
    ["it.skip('x', () => { expect(1).toBe(1); });", 'jest/no-disabled-tests'],
    ["// it('x', () => {});", 'jest/no-commented-out-tests'],
    ["it('x', () => {});", 'jest/expect-expect'],
  ])('no test may be %s', async (text, rule) => {
    expect(await rulesFor('test/x.test.ts', text)).toContain(rule);
  });
});
