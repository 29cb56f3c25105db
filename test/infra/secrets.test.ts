import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readTemplate } from './deployInfra';
import { leaksOfSecure, secureParameters } from './leaksOfSecure';
import type { Template } from './template/template';

const FOLDER = path.join(__dirname, '../../infra');
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const TEMPLATES = NAMES.filter((name) => 'resources' in readTemplate(name.replace('.json', '')));

/** A template and all within it. */
function withNested(template: Template): Template[] {
  const nested = Object.values(template.resources).flatMap(({ properties }) => properties?.template ?? []);
  return [template, ...nested.flatMap(withNested)];
}

it('main.json is among them', () => expect(TEMPLATES).toContain('main.json'));

describe.each(TEMPLATES)('%s', (name) => {
  const text = readFileSync(path.join(FOLDER, name), 'utf8');
  const templates = withNested(readTemplate(name.replace('.json', '')));

  it('asks nobody for a key', () => {
    expect(text).not.toMatch(/\blist(Keys|Secrets|AccountSas|ServiceSas|ConnectionStrings|Credentials|\w*)\(/i);
    expect(text).not.toMatch(/AccountKey=|SharedAccessSignature|DefaultEndpointsProtocol/i);
  });

  it('has no output that is secret', () => {
    const types = templates.flatMap(({ outputs = {} }) =>
      Object.values(outputs).map(({ type = '' }) => type.toLowerCase()),
    );
    expect(types.filter((type) => type.startsWith('secure'))).toEqual([]);
  });

  it('hands nothing that is secure to what is not', () => expect(leaksOfSecure(templates[0] as Template)).toEqual([]));

  it('a parameter that sounds like a secret is one', () => {
    const plain = templates.flatMap((template) => {
      const secure = secureParameters(template);
      return Object.keys(template.parameters ?? {}).filter((key) => !secure.includes(key));
    });
    expect(
      plain.filter((key) =>
        /pass(word|phrase)|(?<!public)key$|connectionString$|secret(?!Uri)|sas(?!Vault|Warning)/i.test(key),
      ),
    ).toEqual([]);
  });

  it('modules are evaluated within, so that what is secure does not stand in the history of deployments', () => {
    const nested = templates
      .flatMap(({ resources }) => Object.values(resources))
      .filter((one) => one.properties?.template);
    for (const { properties } of nested) {
      expect(properties?.['expressionEvaluationOptions']).toEqual({ scope: 'inner' });
    }
  });
});

describe('what is not honoured is found', () => {
  const parameters = { password: { type: 'secureString' } };
  const module = (inner: Template, given: Record<string, unknown>): Template => ({
    parameters,
    resources: {
      mail: {
        ...{ type: 'Microsoft.Resources/deployments', apiVersion: '2025-04-01', name: 'mail' },
        properties: { template: inner, parameters: given },
      },
    },
  });

  it.each<[string, Template, string[]]>([
    [
      'an output',
      { parameters, resources: {}, outputs: { told: { type: 'string', value: "[parameters('password')]" } } },
      ['password is in the output told'],
    ],
    [
      'a plain parameter of a module',
      module(
        { parameters: { text: { type: 'string' } }, resources: {} },
        { text: { value: "[parameters('password')]" } },
      ),
      ['password is given to mail as text'],
    ],
    [
      'an app setting, in a module that got it as it should',
      module(
        {
          parameters: { secret: { type: 'securestring' } },
          resources: {
            settings: {
              ...{ type: 'Microsoft.Web/sites/config', apiVersion: '2024-04-01', name: 'app/appsettings' },
              properties: { MAIL: "[parameters('secret')]" },
            },
          },
        },
        { secret: { value: "[parameters('password')]" } },
      ),
      ['secret is an app setting of settings'],
    ],
  ])('%s', (_where, template, leaks) => expect(leaksOfSecure(template)).toEqual(leaks));
});
