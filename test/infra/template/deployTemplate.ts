import { evaluate, type Context } from './evaluate';
import { pseudoGuid } from './pseudoGuid';
import { idBelow, idOfScope, typeOfId, type Scope } from './scope';
import { scopeFunctions } from './scopeFunctions';
import { standIn } from './standIn';
import type { Template, TemplateParameter, TemplateResource } from './template';

/** A resource that a deployment makes or changes. */
export interface Deployed {
  readonly id: string;
  readonly type: string;
  readonly apiVersion: string;
  /** Resource id of what it is an extension of. */
  readonly extends?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** What Azure tells of it once it is there, made up. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** All of it, evaluated. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Deployment {
  /** What is made, of all templates within; what is only referenced is not there. */
  readonly resources: readonly Deployed[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

const MODULE = 'Microsoft.Resources/deployments';

/**
 * Deploys a template on paper: evaluates what it would make, where, with the templates within it. What only Azure can tell is made up.
 *
 * @param given values of parameters
 * @throws Error where a parameter is missing or not allowed, or where something is asked for that is not there
 */
export function deployTemplate(template: Template, scope: Scope, given: Readonly<Record<string, unknown>>): Deployment {
  const parameters = once((name) => valueOf(name, template.parameters?.[name], given, context));
  const variables = once((name) => evaluate(template.variables?.[name], context));
  const nested = once((key) => deployModule(key));
  const context: Context = {
    functions: {
      ...scopeFunctions(scope, typeof given['location'] === 'string' ? given['location'] : 'westeurope'),
      parameters,
      variables: (name: string) => (template.variables && name in template.variables ? variables(name) : refuse(name)),
      reference: (symbol: string, _version?: string, full?: string) => reference(symbol, full === 'full'),
      ...userFunctions(template, () => context),
    },
  };
  for (const name of Object.keys(given)) if (!template.parameters?.[name]) refuse(`parameter ${name}`);
  for (const name of Object.keys(template.parameters ?? {})) parameters(name);
  const resources = Object.keys(template.resources).flatMap((symbol) => made(symbol));
  const outputs = Object.entries(template.outputs ?? {})
    .filter(([, { condition = true }]) => evaluate(condition, context) === true)
    .map(([name, { value }]) => [name, evaluate(value, context)]);
  return { resources, outputs: Object.fromEntries(outputs) as Record<string, unknown> };

  function made(symbol: string): Deployed[] {
    const resource = resourceOf(symbol);
    if (resource.existing) return [];
    return indicesOf(resource).flatMap((index) => {
      if (evaluate(resource.condition ?? true, at(index)) !== true) return [];
      if (resource.type === MODULE) return nested(index === undefined ? symbol : `${symbol}[${index}]`).resources;
      return [describe(resource, at(index))];
    });
  }

  function indicesOf({ copy }: TemplateResource): (number | undefined)[] {
    return copy ? Array.from({ length: Number(evaluate(copy.count, context)) }, (_, n) => n) : [undefined];
  }

  function at(index: number | undefined): Context {
    return index === undefined ? context : { ...context, indices: { '': index } };
  }

  function resourceOf(symbol: string): TemplateResource {
    return template.resources[symbol] ?? refuse(`resource ${symbol}`);
  }

  function deployModule(key: string): Deployment {
    const { symbol, index } = partsOf(key);
    const resource = resourceOf(symbol);
    const inner = at(index);
    const { template: module, parameters: values = {} } = resource.properties ?? {};
    if (!module) return refuse(`template in ${symbol}`);
    const own = Object.entries(values).map(([name, value]) => [
      name,
      (evaluate(value, inner) as { value: unknown }).value,
    ]);
    return deployTemplate(
      module,
      scopeOf(resource, inner, resource['location'] !== undefined),
      Object.fromEntries(own) as Record<string, unknown>,
    );
  }

  /** A module with a place of its own goes to the subscription, unless it names a resource group. */
  function scopeOf(resource: TemplateResource, inner: Context, isOfSubscription = false): Scope {
    const group = resource.resourceGroup ?? (isOfSubscription ? undefined : scope.resourceGroup);
    return {
      subscriptionId: evaluate(resource.subscriptionId ?? scope.subscriptionId, inner) as string,
      ...(group !== undefined && { resourceGroup: evaluate(group, inner) as string }),
    };
  }

  function describe(resource: TemplateResource, inner: Context): Deployed {
    const { copy: _, condition: __, dependsOn: ___, ...rest } = resource;
    const body = evaluate(rest, inner) as Record<string, unknown> & { name: string };
    const { type, apiVersion } = resource;
    const base = typeof body['scope'] === 'string' ? body['scope'] : undefined;
    const id = idBelow(base ?? idOfScope(scopeOf(resource, inner)), type, body.name.split('/'));
    const properties = (body['properties'] ?? {}) as Record<string, unknown>;
    return {
      id,
      type,
      apiVersion,
      ...(base !== undefined && { extends: base }),
      properties,
      body,
      answers: standIn(type, id),
    };
  }

  function reference(key: string, isFull: boolean): unknown {
    if (key.startsWith('/')) {
      const told = standIn(typeOfId(key), key);
      return isFull ? { id: key, location: REGION_OF_OTHERS, identity: identityOf(key), properties: told } : told;
    }
    const { symbol, index } = partsOf(key);
    const resource = resourceOf(symbol);
    if (evaluate(resource.condition ?? true, at(index)) !== true) refuse(`${key}, which is not deployed`);
    if (resource.type === MODULE) {
      const told = Object.entries(nested(key).outputs).map(([name, value]) => [name, { value }]);
      return { outputs: Object.fromEntries(told) as unknown };
    }
    const { body, properties, answers, id } = describe(resource, at(index));
    const known = { ...properties, ...answers };
    return isFull ? { ...body, id, identity: identityOf(id), properties: known } : known;
  }
}

function valueOf(
  name: string,
  parameter: TemplateParameter | undefined,
  given: Readonly<Record<string, unknown>>,
  context: Context,
): unknown {
  if (!parameter) return refuse(`parameter ${name}`);
  const value = given[name] ?? evaluate(parameter.defaultValue, context) ?? (parameter.nullable ? null : undefined);
  if (value === undefined) return refuse(`value of the parameter ${name}`);
  if (parameter.allowedValues && !parameter.allowedValues.includes(value)) {
    throw new Error(`${name} may not be ${String(value)}, but ${parameter.allowedValues.join(', ')}`);
  }
  return value;
}

/** Functions that the Bicep files define themselves: they see their own parameters, and each other. */
function userFunctions({ functions = [] }: Template, context: () => Context): Context['functions'] {
  const entries = functions.flatMap(({ namespace, members }) =>
    Object.entries(members).map(([name, { parameters = [], output }]) => {
      const call = (...args: unknown[]): unknown => {
        const values = Object.fromEntries(parameters.map((one, n) => [one.name, args[n]]));
        const own = { parameters: (key: string) => values[key] };
        return evaluate(output.value, { functions: { ...context().functions, ...own } });
      };
      return [`${namespace}.${name}`, call] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** Where what is not made by the template is: not where the rest is. */
export const REGION_OF_OTHERS = 'northeurope';

/** What Azure tells of a system-assigned identity. */
function identityOf(id: string) {
  return { principalId: pseudoGuid('principal', id) };
}

function partsOf(key: string): { symbol: string; index?: number } {
  const [, symbol = key, index] = /^(.*)\[(\d+)\]$/.exec(key) ?? [];
  return { symbol, ...(index !== undefined && { index: Number(index) }) };
}

function once<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key) as T;
  };
}

function refuse(what: string): never {
  throw new Error(`the template has no ${what}`);
}
