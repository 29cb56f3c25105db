/** An inclusive range of bytes. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Reads a Range header for content of `size` bytes (RFC 9110 §14). The unit may be missing, as the Azure SDK sends it.
 *
 * @returns undefined when there is none, or one to ignore (several ranges, another unit); `unsatisfiable` when it lies outside.
 */
export function parseByteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^(?:bytes=)?(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match) return undefined;
  const [, first, last] = match;
  if (!first) {
    if (!last) return undefined;
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  if (last && Number(last) < start) return undefined;
  if (start >= size) return 'unsatisfiable';
  return { start, end: last ? Math.min(Number(last), size - 1) : size - 1 };
}
