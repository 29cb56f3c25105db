import { STACK_NAMES } from '../stackNames';
import type { StackPorts } from './stackSettings';

/** Where everything on the stack answers: origins and URLs without a trailing slash. */
export interface StackEndpoints {
  host: string;
  sourceRegistry: string;
  targetRegistry: string;
  resourceManager: string;
  vault: string;
  /** Where managed-identity tokens are: the app's IDENTITY_ENDPOINT. */
  identity: string;
  /** Authority that app registrations sign in at. */
  login: string;
  admin: string;
  /** Containers of the three accounts. */
  exports: string;
  imports: string;
  state: string;
  hostBlob: string;
  hostQueue: string;
  hostTable: string;
}

const DEVELOPMENT_ACCOUNT = 'devstoreaccount1';
/** The published key of every storage emulator: learn.microsoft.com/azure/storage/common/storage-use-azurite. */
const DEVELOPMENT_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export function endpointsOf(ports: StackPorts): StackEndpoints {
  const origin = (scheme: 'http' | 'https', port: number): string => `${scheme}://${STACK_NAMES.host}:${port}`;
  const container = (end: { account: string; container: string }): string =>
    `${origin('https', ports.storage)}/${end.account}/${end.container}`;
  return {
    host: origin('http', ports.host),
    sourceRegistry: origin('https', ports.sourceRegistry),
    targetRegistry: origin('https', ports.targetRegistry),
    resourceManager: origin('https', ports.arm),
    vault: origin('https', ports.vault),
    identity: `${origin('http', ports.identity)}/msi/token`,
    login: origin('https', ports.login),
    admin: `${origin('http', ports.admin)}/admin`,
    exports: container(STACK_NAMES.source),
    imports: container(STACK_NAMES.target),
    state: container(STACK_NAMES.state),
    hostBlob: `${origin('http', ports.hostBlob)}/${DEVELOPMENT_ACCOUNT}`,
    hostQueue: `${origin('http', ports.hostQueue)}/${DEVELOPMENT_ACCOUNT}`,
    hostTable: `${origin('http', ports.hostTable)}/${DEVELOPMENT_ACCOUNT}`,
  };
}

/** Connection string of the Functions host's own storage. */
export function hostStorageConnection({ hostBlob, hostQueue, hostTable }: StackEndpoints): string {
  const account = `DefaultEndpointsProtocol=http;AccountName=${DEVELOPMENT_ACCOUNT};AccountKey=${DEVELOPMENT_KEY}`;
  return `${account};BlobEndpoint=${hostBlob};QueueEndpoint=${hostQueue};TableEndpoint=${hostTable};`;
}

/** Token audiences that the stack's services ask for: the public cloud's. */
export const AUDIENCES = {
  resourceManager: 'https://management.azure.com/',
  registry: 'https://containerregistry.azure.net',
  storage: 'https://storage.azure.com',
  vault: 'https://vault.azure.net',
} as const;
