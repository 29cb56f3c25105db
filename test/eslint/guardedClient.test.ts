import { RuleTester, type Rule } from 'eslint';

const rule = jest.requireActual<Rule.RuleModule>('../../eslint/rules/guardedClient');

RuleTester.describe = describe;
RuleTester.it = it;

const IMPORTS = `
  import { BlobServiceClient as Blobs, AnonymousCredential, StorageSharedKeyCredential, newPipeline } from '@azure/storage-blob';
  import { SecretClient } from '@azure/keyvault-secrets';
  import { ManagedIdentityCredential } from '@azure/identity';
  import { createContainerRegistryManagement } from '@azure/arm-containerregistry/api';
  import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
  import * as registry from '@azure/container-registry';
  import { OtherClient } from 'elsewhere';
`;
const unguarded = (name: string) => [{ messageId: 'unguarded', data: { name } }];
const bare = (name: string) => [{ messageId: 'bare', data: { name } }];

new RuleTester().run('guarded-client', rule, {
  valid: [
    ['options of a guard', 'new SecretClient(uri, credential, clientOptionsFor(reach));'],
    ['options that hold them', 'new SecretClient(uri, credential, { ...clientOptionsFor(reach), more: true });'],
    [
      'a variable with them',
      'const options = { audience, ...clientOptionsFor(reach) }; new registry.ContainerRegistryClient(uri, c, options);',
    ],
    [
      'a client of one’s own around the guard’s',
      'const { httpClient, ...others } = clientOptionsFor(reach); const options = { ...others, httpClient: { sendRequest: (r) => httpClient.sendRequest(r) } }; new SecretClient(uri, c, { ...options, more: 1 });',
    ],
    ['a raw client', 'createContainerRegistryManagement(c, id, { endpoint, ...clientOptionsFor(reach) });'],
    ['a pipeline of storage', 'const pipeline = storagePipeline(c, audience, reach); new Blobs(uri, pipeline);'],
    ['one of two guarded ones', 'new SecretClient(uri, c, far ? clientOptionsFor(a) : clientOptionsFor(b));'],
    ['what sends nothing', 'new AnonymousCredential(); new StorageSharedKeyCredential(name, key);'],
    ['what is of elsewhere', 'new OtherClient(uri); new Map();'],
  ].map(([name = '', code]) => ({ name, code: `${IMPORTS}${code}` })),
  invalid: [
    ['no options', 'new SecretClient(uri, credential);', unguarded('SecretClient')],
    ['options of one’s own', 'new SecretClient(uri, c, { retryOptions: {} });', unguarded('SecretClient')],
    ['another name for it', 'new Blobs(uri, credential);', unguarded('BlobServiceClient')],
    ['a member of the module', 'new registry.ContainerRegistryClient(uri, c);', unguarded('ContainerRegistryClient')],
    ['a raw client', 'createContainerRegistryManagement(c, id, {});', unguarded('createContainerRegistryManagement')],
    ['one of two', 'new SecretClient(uri, c, far ? clientOptionsFor(a) : {});', unguarded('SecretClient')],
    [
      'a client of one’s own in place of the guard’s',
      'new SecretClient(uri, c, { ...clientOptionsFor(reach), httpClient: other });',
      unguarded('SecretClient'),
    ],
    [
      'a parameter that nobody knows',
      'function f(options) { new SecretClient(uri, c, options); }',
      unguarded('SecretClient'),
    ],
    [
      'the own identity’s options elsewhere',
      'new ManagedIdentityCredential({ ...CLIENT_OPTIONS });',
      unguarded('ManagedIdentityCredential'),
    ],
    ['the SDK’s own client', 'createDefaultHttpClient();', bare('createDefaultHttpClient')],
    ['a pipeline of one’s own', 'newPipeline(credential);', bare('newPipeline')],
  ].map(([name, code, errors]) => ({ name, code: `${IMPORTS}${code}`, errors }) as RuleTester.InvalidTestCase),
});

new RuleTester().run('guarded-client where clients are guarded', rule, {
  valid: [
    {
      name: 'the own identity',
      code: `${IMPORTS}new ManagedIdentityCredential({ clientId, ...CLIENT_OPTIONS });`,
      options: [{ ownIdentity: true }],
    },
    { name: 'what the guards are made of', code: `${IMPORTS}createDefaultHttpClient();`, options: [{ bare: true }] },
  ],
  invalid: [
    {
      name: 'the own identity without its options',
      code: `${IMPORTS}new ManagedIdentityCredential({ clientId });`,
      options: [{ ownIdentity: true }],
      errors: unguarded('ManagedIdentityCredential'),
    },
  ],
});
