import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Template } from './template/template';

const FOLDER = path.join(__dirname, '../../infra');
const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const TEMPLATES = NAMES.filter((name) => readFileSync(path.join(FOLDER, name), 'utf8').includes('"contentVersion"'));

/** A template and all within it. */
function withNested(template: Template): Template[] {
  const nested = Object.values(template.resources).flatMap(({ properties }) => properties?.template ?? []);
  return [template, ...nested.flatMap(withNested)];
}

it('main.json is among them', () => expect(TEMPLATES).toContain('main.json'));

describe.each(TEMPLATES)('%s', (name) => {
  const text = readFileSync(path.join(FOLDER, name), 'utf8');
  const templates = withNested(JSON.parse(text) as Template);
  const secure = (template: Template): string[] =>
    Object.entries(template.parameters ?? {})
      .filter(([, { type = '' }]) => type.toLowerCase().startsWith('secure'))
      .map(([key]) => key);

  it('asks nobody for a key', () => {
    expect(text).not.toMatch(/\blist(Keys|Secrets|AccountSas|ServiceSas|ConnectionStrings|Credentials|\w*)\(/i);
    expect(text).not.toMatch(/AccountKey=|SharedAccessSignature|DefaultEndpointsProtocol/i);
  });

  it('has no output that is secret, or is made of what is', () => {
    for (const template of templates) {
      for (const [key, output] of Object.entries(template.outputs ?? {})) {
        expect([key, (output.type ?? '').toLowerCase()]).not.toEqual([key, expect.stringMatching(/^secure/)]);
        for (const one of secure(template)) {
          expect([key, JSON.stringify(output.value)]).not.toEqual([key, expect.stringContaining(`'${one}'`)]);
        }
      }
    }
  });

  it('a parameter that sounds like a secret is one', () => {
    for (const template of templates) {
      const sounding = Object.keys(template.parameters ?? {}).filter((key) =>
        /password|passphrase|token$|secret$|(?<!public)key$|connectionString$/i.test(key),
      );
      const allowed = sounding.filter((key) => key !== 'token');
      expect(allowed).toEqual(secure(template).filter((key) => allowed.includes(key)));
    }
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
