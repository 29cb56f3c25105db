const FIELDS = 'AccountKey|SharedAccessKey|client_secret|password|access_token|refresh_token|client_assertion';

const SECRETS: [RegExp, string][] = [
  // A signature also stands in URLs that are parameters of other URLs, encoded once or more often.
  [/(?:(?<![a-z])|(?<=%(?:25)*(?:3F|26)))sig(?:=|%(?:25)*3D)[^&;\s"'<>]+/gi, '…'],
  [/\b(Bearer|Basic)(\s+|%20|\+)[\w.~+/=%-]{8,}/gi, '$1 …'],
  [/\b(SharedKey(?:Lite)?\s+[\w-]+:)[\w+/=]+/gi, '$1…'],
  [/\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)*/g, '…'],
  [new RegExp(`\\b((?:${FIELDS})=)[^&;\\s"']+`, 'gi'), '$1…'],
  [new RegExp(`(\\\\?"(?:${FIELDS})\\\\?"\\s*:\\s*\\\\?")[^"\\\\]+`, 'gi'), '$1…'],
  [/([?&]code=)[^&\s"']+/gi, '$1…'],
];

/** Replaces signatures, tokens and keys by `…` in a text that a service or a library wrote. */
export function redact(text: string): string {
  return SECRETS.reduce((clean, [secret, mark]) => clean.replace(secret, mark), text);
}
