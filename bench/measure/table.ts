/** A table in Markdown, its columns padded so that it also reads well in a terminal; all columns but the first are aligned to the right. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) =>
    Math.max(3, ...[name, ...rows.map((row) => row[column] ?? '')].map(width)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((size, column) => pad(cells[column] ?? '', size, column > 0)).join(' | ')} |`;
  const rule = `| ${widths.map((size, column) => (column > 0 ? `${'-'.repeat(size - 1)}:` : '-'.repeat(size))).join(' | ')} |`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}

function pad(cell: string, size: number, toTheRight: boolean): string {
  const space = ' '.repeat(size - width(cell));
  return toTheRight ? space + cell : cell + space;
}

function width(cell: string): number {
  return [...cell].length;
}
