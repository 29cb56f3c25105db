/** A text of at most `longest` characters: a longer one is cut, and ends in `…`. */
export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest - 1);
  return `${cut.replace(/[\uD800-\uDBFF]$/, '')}…`;
}
