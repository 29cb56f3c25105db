import type { Route } from '../route';
import type { EndName } from '../runs/runFilter';

/** Who uses a secret. */
export type SecretUser = 'pipeline' | 'app';

/** Rights of a SAS of a container, as letters of `sp`. */
export interface SasNeeds {
  /** Without one of them something fails. */
  readonly needed: string;
  /** What is of use beside them; each other one is too much. */
  readonly useful: string;
}

/** The letters in the order that the service demands: create-service-sas, "permissions for a directory, container, or blob". */
const ORDER = 'racwdxltmeopiy';

/**
 * What a SAS has to allow: to the pipeline by acr-transfer §11, to the app by docs/copy.md.
 *
 * @param options  of the import pipeline: it deletes with DeleteSourceBlobOnSuccess
 */
export function sasNeeds(
  name: EndName,
  users: readonly SecretUser[],
  { keepBlobs, target }: Pick<Route, 'keepBlobs' | 'target'>,
  options: readonly string[],
): SasNeeds {
  const deletes = options.some((option) => option.toLowerCase() === 'deletesourceblobonsuccess');
  const ofPipeline =
    name === 'source' ? { needed: 'rawl', useful: 'c' } : { needed: deletes ? 'rdl' : 'rl', useful: '' };
  const ofSource = target
    ? { needed: keepBlobs ? 'rl' : 'rdl', useful: 'd' }
    : // Manifests are written beside the blobs.
      { needed: 'rcwl', useful: 'ad' };
  const ofApp = name === 'source' ? ofSource : { needed: 'rcwdl', useful: 'a' };
  const all = users.map((user) => (user === 'pipeline' ? ofPipeline : ofApp));
  return {
    needed: inOrder(all.map(({ needed }) => needed).join('')),
    useful: inOrder(all.map(({ useful }) => useful).join('')),
  };
}

function inOrder(letters: string): string {
  return [...ORDER].filter((letter) => letters.includes(letter)).join('');
}
