import type { Template, TemplateResource } from './template/template';

/**
 * Where a template does not honour that a parameter is secure: it is in an output, or is handed to a parameter of a module, or to a
 * resource's app settings, where everybody reads it. In words; of the modules within, too.
 */
export function leaksOfSecure(template: Template): string[] {
  const secure = secureParameters(template);
  const named = (value: unknown): string[] => secure.filter((key) => JSON.stringify(value).includes(`'${key}'`));
  const outputs = Object.entries(template.outputs ?? {}).flatMap(([name, output]) =>
    named(output).map((key) => `${key} is in the output ${name}`),
  );
  const resources = Object.entries(template.resources).flatMap(([symbol, resource]) => [
    ...leaksOfModule(symbol, resource, named),
    ...(isAppSettings(resource) ? named(resource).map((key) => `${key} is an app setting of ${symbol}`) : []),
    ...(resource.properties?.template ? leaksOfSecure(resource.properties.template) : []),
  ]);
  return [...outputs, ...resources];
}

/** Names of the parameters that no history of deployments shows. */
export function secureParameters({ parameters = {} }: Template): string[] {
  return Object.keys(parameters).filter((key) => parameters[key]?.type?.toLowerCase().startsWith('secure'));
}

function leaksOfModule(
  symbol: string,
  { properties }: TemplateResource,
  named: (value: unknown) => string[],
): string[] {
  const module = properties?.template;
  if (!module) return [];
  const given = Object.entries(properties.parameters ?? {});
  const plain = given.filter(([name]) => !secureParameters(module).includes(name));
  return plain.flatMap(([name, value]) => named(value).map((key) => `${key} is given to ${symbol} as ${name}`));
}

function isAppSettings({ type, name }: TemplateResource): boolean {
  return type === 'Microsoft.Web/sites/config' && /appsettings/.test(name);
}
