import type { RpcValue } from '../taskHub';

/**
 * What the host puts into an activity's trigger for the input of an action: the text .NET makes of the JSON token,
 * so that true arrives as "True"; for null and undefined no member of the union is set.
 */
export function activityInput(input: unknown): RpcValue {
  if (input === undefined || input === null) return undefined;
  if (typeof input === 'string') return { rpcType: 'string', value: input };
  if (typeof input === 'boolean') return { rpcType: 'string', value: input ? 'True' : 'False' };
  return { rpcType: 'string', value: JSON.stringify(input) };
}

/** The JSON text that the history keeps of what a function returned; null for undefined and null. */
export function resultText(value: RpcValue): string | null {
  switch (value?.rpcType) {
    case 'string':
      return JSON.stringify(value.value);
    case 'json':
      return jsonText(JSON.parse(value.value));
    case 'int':
    case 'double':
      return JSON.stringify(value.value);
    case 'bytes':
      return JSON.stringify(Buffer.from(value.value).toString('base64'));
    default:
      return null;
  }
}

/** The JSON text of a value; null for undefined and null. */
export function jsonText(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** The value of a JSON text; a text that is not JSON is itself the value. */
export function jsonValue(text: string | null | undefined): unknown {
  if (text === null || text === undefined) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
