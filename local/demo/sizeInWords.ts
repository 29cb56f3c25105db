const MIB = 1024 * 1024;

/** A size in bytes, for people: `64.0 MiB`, below one MiB `12.3 KiB`. */
export function sizeInWords(bytes: number): string {
  return bytes < MIB ? `${(bytes / 1024).toFixed(1)} KiB` : `${mebibytes(bytes)} MiB`;
}

/** How much of a total, in the unit of the total: `1.0 of 2.0 MiB`. Both in bytes. */
export function shareInWords(bytes: number, totalBytes: number): string {
  const part = totalBytes < MIB ? (bytes / 1024).toFixed(1) : mebibytes(bytes);
  return `${part} of ${sizeInWords(totalBytes)}`;
}

function mebibytes(bytes: number): string {
  return (bytes / MIB).toFixed(1);
}
