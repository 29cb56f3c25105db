const SECRETS: [RegExp, string][] = [
  [/([?&;]?\bsig=)[^&\s"']+/gi, '$1…'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 …'],
  [/\b(AccountKey=)[^;\s"']+/gi, '$1…'],
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, '…'],
  [/\b((?:client_secret|password)=)[^&\s"']+/gi, '$1…'],
];

/** Takes signatures, tokens and keys out of a text that a service or a library wrote. */
export function redact(text: string): string {
  return SECRETS.reduce((clean, [secret, mark]) => clean.replace(secret, mark), text);
}
