/** What moves a terminal's cursor, ends a line or turns a text around. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
const VISIBLE = /[^\p{Z}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** Whether a text is of one line, does nothing to a terminal, and has something to see. */
export function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text) && VISIBLE.test(text);
}
