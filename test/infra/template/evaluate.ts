import type { Expression } from './expression';
import { parseExpression } from './parseExpression';
import { PURE_FUNCTIONS } from './pureFunctions';

/** What a value of a template is evaluated with. */
export interface Context {
  /** What depends on the place: `parameters`, `variables`, `reference`, `resourceId`, … by name; gets evaluated arguments. */
  readonly functions: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** Of a loop; by its name, or by the empty name. */
  readonly indices?: Readonly<Record<string, number>>;
  readonly lambdas?: Readonly<Record<string, unknown>>;
}

type Bag = Readonly<Record<string, unknown>>;

/** Functions that get their arguments as they stand, because not all of them are to be evaluated. */
const LAZY: Readonly<Record<string, (args: readonly Expression[], at: Context) => unknown>> = {
  if: ([condition, then, otherwise], at) => run(run(condition, at) === true ? then : otherwise, at),
  and: (args, at) => args.every((one) => run(one, at) === true),
  or: (args, at) => args.some((one) => run(one, at) === true),
  map: ([list, lambda], at) => (run(list, at) as unknown[]).map((one) => apply(lambda, at, one)),
  filter: ([list, lambda], at) => (run(list, at) as unknown[]).filter((one) => apply(lambda, at, one) === true),
  toObject: ([list, key, value], at) =>
    Object.fromEntries(
      (run(list, at) as unknown[]).map((one) => [
        apply(key, at, one) as string,
        value === undefined ? one : apply(value, at, one),
      ]),
    ),
};

/**
 * Evaluates a value of a template, with all that is in it.
 *
 * @throws Error naming the function or the key that is not known
 */
export function evaluate(value: unknown, at: Context): unknown {
  if (typeof value === 'string') return evaluateText(value, at);
  if (Array.isArray(value)) return value.map((one) => evaluate(one, at));
  if (typeof value !== 'object' || value === null) return value;
  const { copy, ...others } = value as Bag;
  const plain = Array.isArray(copy) ? others : (value as Bag);
  const entries = Object.entries(plain).map(([key, inner]) => [evaluateText(key, at) as string, evaluate(inner, at)]);
  const loops = (Array.isArray(copy) ? (copy as Loop[]) : []).map((loop) => [loop.name, runLoop(loop, at)]);
  return Object.fromEntries([...entries, ...loops]) as unknown;
}

interface Loop {
  readonly name: string;
  readonly count: unknown;
  readonly input: unknown;
}

function runLoop({ name, count, input }: Loop, at: Context): unknown[] {
  const length = Number(evaluate(count, at));
  return Array.from({ length }, (_, n) => evaluate(input, { ...at, indices: { ...at.indices, [name]: n } }));
}

function evaluateText(text: string, at: Context): unknown {
  if (!text.startsWith('[') || !text.endsWith(']')) return text;
  if (text.startsWith('[[')) return text.slice(1);
  return run(parseExpression(text.slice(1, -1)), at);
}

function run(expression: Expression | undefined, at: Context): unknown {
  if (expression === undefined) throw new Error('an argument is missing');
  if (expression.kind === 'literal') return expression.value;
  if (expression.kind === 'member') return memberOf(run(expression.of, at), run(expression.key, at) as string);
  const { name, args } = expression;
  const lazy = LAZY[name];
  if (lazy) return lazy(args, at);
  const values = args.map((one) => run(one, at));
  if (name === 'copyIndex') return indexOf(values, at);
  if (name === 'lambdaVariables') return at.lambdas?.[values[0] as string];
  const known = at.functions[name] ?? PURE_FUNCTIONS[name];
  if (!known) throw new Error(`the function ${name} of templates is not known here`);
  return known(...(values as never[]));
}

function indexOf([name, offset]: readonly unknown[], { indices = {} }: Context): number {
  const isNamed = typeof name === 'string';
  const index = indices[isNamed ? name : ''];
  if (index === undefined) throw new Error(`copyIndex outside of a loop: ${String(name)}`);
  return index + Number((isNamed ? offset : name) ?? 0);
}

function memberOf(of: unknown, key: string | number): unknown {
  const value = (of as Record<string | number, unknown> | null | undefined)?.[key];
  if (value === undefined) throw new Error(`there is no ${key} in ${JSON.stringify(of)?.slice(0, 300)}`);
  return value;
}

/** `lambda('one', body)`: with the name of what it gets. */
function apply(lambda: Expression | undefined, at: Context, ...values: unknown[]): unknown {
  if (lambda?.kind !== 'call' || lambda.name !== 'lambda') throw new Error('not a lambda');
  const names = lambda.args.slice(0, -1).map((one) => run(one, at) as string);
  const given = Object.fromEntries(names.map((name, n) => [name, values[n]]));
  return run(lambda.args.at(-1), { ...at, lambdas: { ...at.lambdas, ...given } });
}
