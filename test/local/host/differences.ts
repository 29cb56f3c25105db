/**
 * Lists where an answer differs from its recording.
 *
 * A recorded text that was cut ("…cut") is compared up to the cut, a recorded "… 15 more …" ends its list.
 */
export function differences(actual: unknown, recorded: unknown, at = '$'): string[] {
  if (typeof recorded === 'string' && typeof actual === 'string') {
    const cut = recorded.indexOf('…cut');
    const same = cut < 0 ? actual === recorded : actual.startsWith(recorded.slice(0, cut));
    return same ? [] : [`${at}: ${JSON.stringify(actual)} instead of ${JSON.stringify(recorded)}`];
  }
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    const missing = actual.length === recorded.length ? [] : [`${at}: ${actual.length} items, not ${recorded.length}`];
    return [...missing, ...recorded.flatMap((item, index) => differences(actual[index], item, `${at}[${index}]`))];
  }
  if (isObject(recorded) && isObject(actual)) {
    const names = new Set([...Object.keys(recorded), ...Object.keys(actual)]);
    return [...names].flatMap((name) => differences(actual[name], recorded[name], `${at}.${name}`));
  }
  return Object.is(actual, recorded) ? [] : [`${at}: ${JSON.stringify(actual)} instead of ${JSON.stringify(recorded)}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
