import type { z } from 'zod';
import type { Path } from './showPath';

type Schema = z.core.$ZodType;

/** The schema of what stands at `path`; the innermost one on the way where the schema does not reach as far. */
export function schemaAt(schema: Schema, value: unknown, path: Path): Schema {
  const [key, ...rest] = path;
  const inner = key === undefined ? undefined : memberOf(schema, value, key);
  return inner && key !== undefined ? schemaAt(inner, childOf(value, key), rest) : schema;
}

/** What stands at `path` in `value`; undefined when nothing does. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce(childOf, value);
}

/**
 * A schema, then what it wraps, from the outside to the inside: an optional field, a default, a transformed value, and the
 * option of a discriminated union that `value` names.
 */
export function layersOf(schema: Schema, value: unknown): Schema[] {
  const inner = wrappedIn((schema as z.core.$ZodTypes)._zod.def, value);
  return inner ? [schema, ...layersOf(inner, value)] : [schema];
}

/** The keys that an object's schema knows; none for another schema. */
export function knownKeys(schema: Schema, value: unknown): string[] {
  const { def } = innermost(schema, value)._zod;
  return def.type === 'object' ? Object.keys(def.shape) : [];
}

function wrappedIn(def: z.core.$ZodTypes['_zod']['def'], value: unknown): Schema | undefined {
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      return def.innerType;
    case 'pipe':
      return def.in;
    case 'union':
      return chosenOption(def, value);
    default:
      return undefined;
  }
}

function chosenOption(def: z.core.$ZodUnionDef & { discriminator?: string }, value: unknown): Schema | undefined {
  const { discriminator, options } = def;
  if (discriminator === undefined) return undefined;
  const word = childOf(value, discriminator) as z.core.util.Primitive;
  return options.find((option) => option._zod.propValues?.[discriminator]?.has(word));
}

function memberOf(schema: Schema, value: unknown, key: PropertyKey): Schema | undefined {
  const { def } = innermost(schema, value)._zod;
  switch (def.type) {
    case 'object':
      return Object.hasOwn(def.shape, key) ? def.shape[String(key)] : def.catchall;
    case 'record':
      return def.valueType;
    case 'array':
      return def.element;
    default:
      return undefined;
  }
}

function innermost(schema: Schema, value: unknown): z.core.$ZodTypes {
  return layersOf(schema, value).at(-1) as z.core.$ZodTypes;
}

function childOf(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<PropertyKey, unknown>)[key];
}
