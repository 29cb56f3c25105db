/** What moves a terminal's cursor, ends a line or turns a text around. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
const VISIBLE = /[^\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** Whether a text is of one line, does nothing to a terminal, and has something to see. */
export function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) < 0 && VISIBLE.test(text);
}

/** A text of which nothing does that: such characters are escaped as `\u001b`, which JSON takes for the same ones. */
export function escapeUnprintable(text: string): string {
  return text.replace(UNPRINTABLE, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
