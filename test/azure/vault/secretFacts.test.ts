import { createSecretFacts } from '../../../src/azure/vault/secretFacts';
import { SOURCE, TARGET } from '../../helpers/route';

const mockGetSecret = jest.fn(async () => ({ value: '?sv=1', properties: {} }));
jest.mock('@azure/keyvault-secrets', () => ({ SecretClient: jest.fn(() => ({ getSecret: mockGetSecret })) }));

const { look } = createSecretFacts({ getToken: async () => null }, 'https://vault.azure.net');
const secretUri = 'https://vault.island:8443/secrets/other';
const certificate = { name: 'far', type: 'certificate', tenantId: 't', clientId: 'c' } as const;
const PLAIN = { source: SOURCE, target: TARGET };

beforeEach(() => mockGetSecret.mockClear());

it.each([
  ['https://mine.vault.azure.net/secrets/sas', PLAIN],
  [secretUri, { source: { ...SOURCE, sasSecretUri: 'https://vault.island:8443/secrets/app' } }],
  [secretUri, { target: { ...TARGET, pipelineSettings: { options: [], storageAccessMode: 'SasToken', secretUri } } }],
  [secretUri, { source: { ...SOURCE, credential: { ...certificate, type: 'clientSecret', secretUri } } }],
  [secretUri, { source: { ...SOURCE, credential: { ...certificate, certificateUri: secretUri } } }],
] as const)('asks for %s', async (uri, route) => {
  expect(await look(route, uri)).toMatchObject({ state: 'there' });
});

it.each([
  'https://attacker.example/secrets/sas',
  'https://vault.azure.net.attacker.example/secrets/sas',
  'https://attackervault.azure.net/secrets/sas',
  'https://mine.vault.azure.net:8443/secrets/sas',
  'http://mine.vault.azure.net/secrets/sas',
  'no address',
])('shows nobody at %s the token of the app, and says how to name it', async (uri) => {
  const nextStep = expect.stringContaining('pipelineSettings.secretUri') as string;
  await expect(look(PLAIN, uri)).rejects.toMatchObject({ code: 'endpoint_not_allowed', nextStep });
  expect(mockGetSecret).not.toHaveBeenCalled();
});
