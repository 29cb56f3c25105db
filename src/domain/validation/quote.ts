const LONGEST = 120;
/** SAS signatures, account keys, tokens, credentials in URLs, and long runs of random-looking characters. */
const SECRET_LOOKING = /sig=|key=|secret=|password|bearer|eyJ|:\/\/[^/]*@|[?~]|[A-Za-z0-9+/_-]{40,}/i;
/** Resource ids and GUIDs are long and public. */
const PUBLIC_LOOKING = /^\/subscriptions\/[\w./() -]*$/;

/** Names a value in a message: the text itself, or only its length where it may hold a secret or is too long to read. */
export function quote(value: string): string {
  if (value === '') return 'an empty string';
  if (value.length > LONGEST && !PUBLIC_LOOKING.test(value)) return hidden(value);
  if (SECRET_LOOKING.test(value) && !PUBLIC_LOOKING.test(value)) return hidden(value);
  return JSON.stringify(value);
}

function hidden(value: string): string {
  return `a text of ${value.length} characters (not repeated here: it may hold a secret)`;
}
