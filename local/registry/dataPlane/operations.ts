import type { RegistryAccess } from '../auth/access';
import { exchangeToken, getToken, postToken } from '../auth/tokenEndpoints';
import { getManifestAttributes, listManifests, updateManifestAttributes } from './acr/acrManifests';
import { deleteRepository, getRepository, updateRepository } from './acr/acrRepositories';
import { deleteTag, getTag, listTags, updateTag } from './acr/acrTags';
import { deleteBlob, getBlob } from './blobs';
import { cancelUpload, finishUpload, getUpload, mountBlob, postBlob, startUpload, uploadChunk } from './blobUploads';
import type { Call, OpenCall } from './call';
import { checkApi, listRepositories, listTagNames } from './listings';
import { deleteManifest, getManifest, putManifest } from './manifests';
import { listReferrers } from './referrers';

/** Something a registry can be asked to do. */
export interface Operation {
  method: string;
  /** Matches the decoded path; its groups are the repository and the reference. */
  path: RegExp;
  /** Query parameter whose presence makes it this operation. */
  when?: string;
  /** The verb in the operation's step, `registry.<name>.<verb>`. */
  verb: string;
  /** Actions on the repository that it takes; `catalog` for the registry's catalog; none for any login. */
  needs?: string[] | 'catalog';
  handle: (call: Call) => Promise<void>;
}

/** An operation that anybody may try: it is where tokens come from. */
export interface OpenOperation {
  method: string;
  path: string;
  verb: string;
  handle: (call: OpenCall) => Promise<void>;
}

export const OPEN_OPERATIONS: OpenOperation[] = [
  { method: 'POST', path: '/oauth2/exchange', verb: 'exchangeToken', handle: exchangeToken },
  { method: 'POST', path: '/oauth2/token', verb: 'getToken', handle: postToken },
  { method: 'GET', path: '/oauth2/token', verb: 'getToken', handle: getToken },
];

const PUSH = ['pull', 'push'];
const READ = ['metadata_read'];
const WRITE = ['metadata_write'];
const MANIFEST = /^\/v2\/(.+)\/manifests\/([^/]+)$/;
const UPLOADS = /^\/v2\/(.+)\/blobs\/uploads\/?$/;
const UPLOAD = /^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/;
const BLOB = /^\/v2\/(.+)\/blobs\/([^/]+)$/;
const TAG = /^\/acr\/v1\/(.+)\/_tags\/([^/]+)$/;
const ACR_MANIFEST = /^\/acr\/v1\/(.+)\/_manifests\/([^/]+)$/;
const REPOSITORY = /^\/acr\/v1\/(.+)$/;

/** In order of precedence. A HEAD is served by the GET of the same path. */
export const REGISTRY_OPERATIONS: Operation[] = [
  { method: 'GET', path: /^\/v2\/?$/, verb: 'checkApi', handle: checkApi },
  { method: 'GET', path: /^\/v2\/_catalog$/, verb: 'listRepositories', needs: 'catalog', handle: listRepositories },
  { method: 'GET', path: /^\/v2\/(.+)\/tags\/list$/, verb: 'listTags', needs: READ, handle: listTagNames },
  {
    method: 'GET',
    path: /^\/v2\/(.+)\/referrers\/([^/]+)$/,
    verb: 'listReferrers',
    needs: ['pull'],
    handle: listReferrers,
  },
  { method: 'GET', path: MANIFEST, verb: 'getManifest', needs: ['pull'], handle: getManifest },
  { method: 'PUT', path: MANIFEST, verb: 'putManifest', needs: PUSH, handle: putManifest },
  { method: 'DELETE', path: MANIFEST, verb: 'deleteManifest', needs: ['delete'], handle: deleteManifest },
  { method: 'POST', path: UPLOADS, when: 'mount', verb: 'mountBlob', needs: PUSH, handle: mountBlob },
  { method: 'POST', path: UPLOADS, when: 'digest', verb: 'putBlob', needs: PUSH, handle: postBlob },
  { method: 'POST', path: UPLOADS, verb: 'startUpload', needs: PUSH, handle: startUpload },
  { method: 'GET', path: UPLOAD, verb: 'getUpload', needs: PUSH, handle: getUpload },
  { method: 'PATCH', path: UPLOAD, verb: 'uploadChunk', needs: PUSH, handle: uploadChunk },
  { method: 'PUT', path: UPLOAD, verb: 'putBlob', needs: PUSH, handle: finishUpload },
  { method: 'DELETE', path: UPLOAD, verb: 'cancelUpload', needs: PUSH, handle: cancelUpload },
  { method: 'GET', path: BLOB, verb: 'getBlob', needs: ['pull'], handle: getBlob },
  { method: 'DELETE', path: BLOB, verb: 'deleteBlob', needs: ['delete'], handle: deleteBlob },
  {
    method: 'GET',
    path: /^\/acr\/v1\/_catalog$/,
    verb: 'listRepositories',
    needs: 'catalog',
    handle: listRepositories,
  },
  { method: 'GET', path: /^\/acr\/v1\/(.+)\/_tags$/, verb: 'listTags', needs: READ, handle: listTags },
  { method: 'GET', path: TAG, verb: 'getTag', needs: READ, handle: getTag },
  { method: 'PATCH', path: TAG, verb: 'updateTag', needs: WRITE, handle: updateTag },
  { method: 'DELETE', path: TAG, verb: 'deleteTag', needs: ['delete'], handle: deleteTag },
  { method: 'GET', path: /^\/acr\/v1\/(.+)\/_manifests$/, verb: 'listManifests', needs: READ, handle: listManifests },
  { method: 'GET', path: ACR_MANIFEST, verb: 'getManifestAttributes', needs: READ, handle: getManifestAttributes },
  {
    method: 'PATCH',
    path: ACR_MANIFEST,
    verb: 'updateManifestAttributes',
    needs: WRITE,
    handle: updateManifestAttributes,
  },
  { method: 'GET', path: REPOSITORY, verb: 'getRepository', needs: READ, handle: getRepository },
  { method: 'PATCH', path: REPOSITORY, verb: 'updateRepository', needs: WRITE, handle: updateRepository },
  { method: 'DELETE', path: REPOSITORY, verb: 'deleteRepository', needs: ['delete'], handle: deleteRepository },
];

/** What a caller must be allowed in order to do an operation. */
export function accessNeeded({ needs }: Operation, repository: string): RegistryAccess | undefined {
  if (needs === undefined) return undefined;
  if (needs === 'catalog') return { type: 'registry', name: 'catalog', actions: ['*'] };
  return { type: 'repository', name: repository, actions: needs };
}
