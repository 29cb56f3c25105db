import type { EndName } from '../runs/runFilter';

/**
 * The rights that a pipeline needs in its container (acr-transfer §11), as `sp` has them. The service takes them in the order racwdl
 * alone: what the vendor's how-to calls `alrw` is `rawl`.
 *
 * @param options  of the pipeline
 * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas#specify-permissions
 */
export function sasRights(name: EndName, options: readonly string[]): string {
  if (name === 'source') return 'rawl';
  return options.some((option) => option.toLowerCase() === 'deletesourceblobonsuccess') ? 'rdl' : 'rl';
}
