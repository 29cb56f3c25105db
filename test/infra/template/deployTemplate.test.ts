import { deployTemplate } from './deployTemplate';
import type { Template } from './template';

const AT = { subscriptionId: 's', resourceGroup: 'g' };
const account = (changes: object = {}) => ({
  ...{ type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name: "[parameters('name')]" },
  ...changes,
});
const template = (parts: Partial<Template>): Template => ({
  parameters: { name: { type: 'string', defaultValue: 'ferry' } },
  resources: {},
  ...parts,
});
const ids = (...args: Parameters<typeof deployTemplate>): string[] =>
  deployTemplate(...args).resources.map(({ id }) => id);
const ID = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts';

it('makes what is not there already, under the conditions that hold', () => {
  const resources = {
    made: account({ location: 'westeurope' }),
    existing: account({ existing: true }),
    not: account({ condition: "[equals(parameters('name'), 'other')]" }),
  };
  expect(ids(template({ resources }), AT, {})).toEqual([`${ID}/ferry`]);
});

it('makes each of a loop, and extensions of resources', () => {
  const resources = {
    locks: {
      ...{ type: 'Microsoft.Authorization/locks', apiVersion: '2020-05-01', copy: { count: 2 } },
      ...{ name: "[format('lock{0}', copyIndex())]", scope: `${ID}/ferry` },
    },
  };
  expect(ids(template({ resources }), AT, {})).toEqual([
    `${ID}/ferry/providers/Microsoft.Authorization/locks/lock0`,
    `${ID}/ferry/providers/Microsoft.Authorization/locks/lock1`,
  ]);
});

it('goes into modules, where they are deployed to, and hands out what they tell', () => {
  const inner = template({
    resources: { account: account() },
    outputs: { blob: { type: 'string', value: "[reference('account').primaryEndpoints.blob]" } },
  });
  const outer = template({
    resources: {
      module: {
        ...{ type: 'Microsoft.Resources/deployments', apiVersion: '2025-04-01', name: 'module' },
        ...{ subscriptionId: 'other', resourceGroup: 'elsewhere' },
        properties: { template: inner, parameters: { name: { value: 'inner' } } },
      },
    },
    outputs: { blob: { type: 'string', value: "[reference('module').outputs.blob.value]" } },
  });
  expect(ids(outer, AT, {})).toEqual([
    '/subscriptions/other/resourceGroups/elsewhere/providers/Microsoft.Storage/storageAccounts/inner',
  ]);
  expect(deployTemplate(outer, AT, {}).outputs).toEqual({ blob: 'https://inner.blob.core.windows.net/' });
});

it.each<[string, Partial<Template>, Record<string, unknown>, string]>([
  ['a parameter that is missing', { parameters: { name: { type: 'string' } } }, {}, 'value of the parameter name'],
  ['a parameter that is not known', {}, { nmae: 'x' }, 'parameter nmae'],
  ['a value that is not allowed', { parameters: { name: { allowedValues: ['a'] } } }, { name: 'b' }, 'may not be b'],
  [
    'what is told by what is not deployed',
    { resources: { not: account({ condition: false }) }, outputs: { x: { value: "[reference('not').id]" } } },
    {},
    'not, which is not deployed',
  ],
])('%s is refused', (_what, parts, given, words) =>
  expect(() => deployTemplate(template(parts), AT, given)).toThrow(words),
);
