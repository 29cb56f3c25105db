import type { IncomingMessage } from 'node:http';
import { isRepositoryName } from '../referenceGrammar';
import { OPEN_OPERATIONS, REGISTRY_OPERATIONS, type OpenOperation, type Operation } from './operations';
import { RegistryError } from './registryError';

type Found =
  | { open: true; operation: OpenOperation }
  | { open: false; operation: Operation; repository: string; reference: string }
  | RegistryError;

/** Finds out what a request asks for; `found` is an error when it is nothing that a registry does. */
export function resolveOperation(request: IncomingMessage): { path: string; query: URLSearchParams; found: Found } {
  const [path = '', ...rest] = (request.url ?? '/').split('?');
  const query = new URLSearchParams(rest.join('?'));
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  return { path, query, found: find(method, path, query) };
}

function find(method: string, rawPath: string, query: URLSearchParams): Found {
  let path: string;
  try {
    path = decodeURIComponent(rawPath);
  } catch {
    return new RegistryError(400, 'NAME_INVALID', `The path ${rawPath} is not well encoded.`);
  }
  const open = OPEN_OPERATIONS.find((operation) => operation.method === method && operation.path === path);
  if (open) return { open: true, operation: open };
  const methods: string[] = [];
  for (const operation of REGISTRY_OPERATIONS) {
    const match = operation.path.exec(path);
    if (!match) continue;
    methods.push(operation.method);
    if (operation.method !== method || (operation.when !== undefined && !query.has(operation.when))) continue;
    const [, repository = '', reference = ''] = match;
    if (repository !== '' && !isRepositoryName(repository)) {
      const message = `"${repository}" is not a repository name; expected lower-case letters, digits and . _ - /.`;
      return new RegistryError(400, 'NAME_INVALID', message, { name: repository });
    }
    return { open: false, operation, repository, reference };
  }
  if (methods.length === 0) return new RegistryError(404, 'UNSUPPORTED', `There is nothing at ${path}.`);
  const allow = [...new Set(methods)].join(', ');
  return new RegistryError(405, 'UNSUPPORTED', `${method} is not for ${path}. Use ${allow}.`, {}, { allow });
}
