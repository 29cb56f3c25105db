import path from 'node:path';

/**
 * Where a file is that the routes file names by its path: beside the routes file, or in the app's own folder where that is
 * a blob.
 *
 * @param location  of the routes file, as `FERRY_ROUTES` has it
 */
export function besideRoutes(location: string): (file: string) => string {
  const folder = location.startsWith('https://') ? '' : path.dirname(location);
  return (file) => (path.isAbsolute(file) ? file : path.join(folder, file));
}
