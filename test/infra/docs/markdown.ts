/** A table of Markdown; prettier makes its columns even. */
export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rows = [head, head.map(() => '---'), ...lines];
  return rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

/** A page with its part between `<!-- name -->` and `<!-- /name -->` replaced. @throws Error where it has no such marks */
export function withPart(page: string, name: string, part: string): string {
  const marks = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`);
  if (!marks.test(page)) throw new Error(`the page has no <!-- ${name} --> … <!-- /${name} -->`);
  return page.replace(marks, (_, begin: string, end: string) => `${begin}\n\n${part}\n\n${end}`);
}
