import { z } from 'zod';
import { flagField, guid, secretUri, section } from '../documentedFields';
import { expecting } from '../../domain/validation/expectation';

const managedIdentitySchema = section(
  {
    type: z.literal('managedIdentity'),
    clientId: guid(
      'Client id of a user-assigned identity; without it, the system-assigned one is used.',
    ).exactOptional(),
  },
  'A managed identity of the app.',
);

const appRegistration = {
  tenantId: guid('Tenant of the app registration.'),
  clientId: guid('Client id of the app registration.'),
};

const clientSecretSchema = section(
  {
    type: z.literal('clientSecret'),
    ...appRegistration,
    secretUri: secretUri('Key Vault secret that holds the client secret; the app reads it with its own identity.'),
  },
  'An app registration, of this tenant or of another one; its secret stays in a key vault.',
);

const certificateSchema = section(
  {
    type: z.literal('certificate'),
    ...appRegistration,
    certificateUri: secretUri(
      'Key Vault secret that holds certificate and private key as PEM, as the vault serves its own certificates below /secrets/; the app reads it with its own identity.',
    ),
    sendCertificateChain: flagField(
      'Whether the whole chain is sent, for app registrations that trust a subject name and issuer.',
    )
      .exactOptional()
      .meta({ default: false }),
  },
  'An app registration, of this tenant or of another one; its certificate stays in a key vault.',
);

const workloadIdentitySchema = section(
  {
    type: z.literal('workloadIdentity'),
    ...appRegistration,
    managedIdentityClientId: guid(
      "Client id of the user-assigned identity of the app that the app registration trusts; without it, the app's own identity.",
    ).exactOptional(),
  },
  'An app registration, of this tenant or of another one, that trusts a managed identity of the app: there is no secret.',
);

/** A credential: names an identity, never holds a secret. */
export const credentialSchema = expecting(
  z.discriminatedUnion('type', [managedIdentitySchema, clientSecretSchema, certificateSchema, workloadIdentitySchema]),
  {
    expected: 'an object with "type": "managedIdentity", "workloadIdentity", "certificate" or "clientSecret"',
  },
);

export type CredentialInFile = z.infer<typeof credentialSchema>;
