import { MAIN } from '../deployInfra';
import type { TemplateParameter } from '../template/template';
import { table } from './markdown';

/** The part of docs/deploy.md that lists the parameters: read out of the template. */
export function parametersPart(): string {
  const lines = Object.entries(MAIN.parameters ?? {}).map(([name, parameter]) => [
    `\`${name}\``,
    defaultOf(parameter),
    [descriptionOf(parameter), valuesOf(parameter)].filter(Boolean).join(' '),
  ]);
  return table(['parameter', 'default', ''], lines);
}

function defaultOf({ defaultValue, nullable = false }: TemplateParameter): string {
  if (defaultValue === undefined) return nullable ? 'none' : 'required';
  if (defaultValue === '') return 'empty';
  if (typeof defaultValue === 'string') return `\`${defaultValue.replace(/^\[(.*)\]$/, '$1')}\``;
  return `\`${JSON.stringify(defaultValue)}\``;
}

function descriptionOf({ metadata }: TemplateParameter): string {
  if (!metadata?.description) throw new Error('a parameter of infra/main.bicep has no description');
  return metadata.description;
}

/** Which values there are, where they are few. */
function valuesOf(parameter: TemplateParameter): string {
  const { allowedValues = [] } = { ...definitionOf(parameter), ...parameter };
  return allowedValues.length === 0 ? '' : `(${allowedValues.map((one) => `\`${String(one)}\``).join(', ')})`;
}

function definitionOf({ $ref }: TemplateParameter): TemplateParameter | undefined {
  return MAIN.definitions?.[$ref?.split('/').at(-1) ?? ''];
}
