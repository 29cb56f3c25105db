export type Json = Record<string, unknown>;

/** A JSON object with the changes that another one says, at any depth; lists are replaced. */
export function mergeJson(before: Json, changes: Json): Json {
  const entries = Object.entries(changes).map(([name, value]) => {
    const old = before[name];
    return [name, isObject(old) && isObject(value) ? mergeJson(old, value) : value];
  });
  return { ...before, ...(Object.fromEntries(entries) as Json) };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
