const REASONS: Record<string, string> = {
  EEXIST: 'is a file, or lies inside of one',
  ENOTDIR: 'is a file, or lies inside of one',
  EACCES: 'may not be read or written by this user',
  EPERM: 'may not be read or written by this user',
  EROFS: 'is on a file system that is read-only',
  ENOENT: 'cannot be made here',
  ENOSPC: 'is on a disk that is full',
  EDQUOT: 'is on a disk of which this user may use no more',
  ENAMETOOLONG: 'has a name that is too long',
  ELOOP: 'is a link that leads back to itself',
};

const WRITES = new Set(['write', 'fsync', 'fdatasync']);

/**
 * Says in words why a folder cannot be used, from what a file system call in it failed with; undefined for an error
 * that is none of the file system's, or is about another place.
 *
 * @param next what to do, as a sentence
 */
export function unusableFolder(folder: string, error: unknown, next: string): Error | undefined {
  const { code = '', syscall, path } = error as NodeJS.ErrnoException;
  const reason = REASONS[code];
  // Writing to a file that is open names no path.
  const isAboutIt = path === undefined ? WRITES.has(syscall ?? '') : path.startsWith(folder) || folder.startsWith(path);
  if (reason === undefined || !isAboutIt) return undefined;
  const where = path === undefined || path === folder ? '' : ` (${code} at ${path})`;
  return new Error(`The folder ${folder} ${reason}${where}. ${next}`, { cause: error });
}
