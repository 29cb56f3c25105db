import { evaluate, type Context } from './evaluate';
import { parseExpression } from './parseExpression';

const PARAMETERS: Record<string, unknown> = { name: 'ferry', list: ['b', 'a'], bag: { deep: { er: 1 } }, none: null };
const context: Context = { functions: { parameters: (name: string) => PARAMETERS[name] } };

it.each<[string, unknown]>([
  ['plain', 'plain'],
  ['[[escaped]', '[escaped]'],
  ["[parameters('name')]", 'ferry'],
  ["['it''s']", "it's"],
  ["[format('{0}-{1}{{}}', parameters('name'), 2)]", 'ferry-2{}'],
  ["[parameters('bag').deep['er']]", 1],
  ["[if(equals(1, 1), 'yes', parameters('list')[7])]", 'yes'],
  ['[or(false(), not(false()))]', true],
  ["[and(false(), parameters('list')[7])]", false],
  ["[map(parameters('list'), lambda('one', concat(lambdaVariables('one'), '!')))]", ['b!', 'a!']],
  ["[filter(parameters('list'), lambda('one', equals(lambdaVariables('one'), 'a')))]", ['a']],
  ["[toObject(parameters('list'), lambda('one', lambdaVariables('one')), lambda('one', 1))]", { b: 1, a: 1 }],
  ["[union(createArray('x'), createArray('x', 'y'))]", ['x', 'y']],
  ["[union(parameters('bag'), createObject('deep', createObject('more', 2)))]", { deep: { er: 1, more: 2 } }],
  ["[items(createObject('b', 1, 'a', 2))]", [{ key: 'a', value: 2 }, { key: 'b', value: 1 }]], // prettier-ignore
  ["[tryGet(parameters('bag'), 'no', 'where')]", null],
  ["[take('abcdef', 3)]", 'abc'],
])('%s', (text, value) => expect(evaluate(text, context)).toEqual(value));

it('goes through objects and lists, keys included, and loops', () => {
  const value = {
    "[parameters('name')]": ["[parameters('name')]"],
    copy: [{ name: 'each', count: "[length(parameters('list'))]", input: "[parameters('list')[copyIndex('each')]]" }],
  };
  expect(evaluate(value, context)).toEqual({ ferry: ['ferry'], each: ['b', 'a'] });
});

it.each([
  ['[unheard()]', 'the function unheard'],
  ["[parameters('bag').shallow]", 'there is no shallow'],
  ['[copyIndex()]', 'copyIndex outside of a loop'],
])('%s is refused', (text, words) => expect(() => evaluate(text, context)).toThrow(words));

it.each(["format('x'", 'name', "f('a' 'b')", "f('a'))", '§'])('%s is no expression', (text) =>
  expect(() => parseExpression(text)).toThrow('not an expression'),
);
