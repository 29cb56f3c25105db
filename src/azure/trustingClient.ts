import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import tls from 'node:tls';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { CertificateAuthorityUnusableError } from '../domain/failures/errors';

/** What a cloud profile says about the authorities of its services. */
export interface Trust {
  /** Name of the cloud. */
  readonly name: string;
  /** Path of a PEM file. */
  readonly certificateAuthority: string;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const known = new Map<string, HttpClient>();
const inner = createDefaultHttpClient();

/** What sends requests to services of a cloud with authorities of its own: one for each cloud, whose connections no other uses. */
export function trustingClient(trust: Trust): HttpClient {
  const key = JSON.stringify([trust.name, trust.certificateAuthority]);
  const client = known.get(key) ?? createTrustingClient(trust);
  known.set(key, client);
  return client;
}

/**
 * The file is read before each request, so that a renewed authority is taken up without a restart; one that cannot be read
 * any more leaves the last one in force, because it may be half written.
 */
function createTrustingClient(trust: Trust): HttpClient {
  let current: { pem: string; agent: Agent; secureContext: tls.SecureContext } | undefined;

  async function connection() {
    const pem = await readFile(trust.certificateAuthority, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (current) return current.pem;
      throw new CertificateAuthorityUnusableError(trust.name, `it could not be read: ${error.code ?? error.name}`);
    });
    if (current?.pem === pem) return current;
    try {
      const secureContext = trusting(pem);
      current = { pem, secureContext, agent: new Agent({ keepAlive: true, secureContext }) };
    } catch (error) {
      if (!current) throw new CertificateAuthorityUnusableError(trust.name, (error as Error).message);
    }
    return current;
  }

  return {
    async sendRequest(request) {
      const { agent, secureContext } = await connection();
      // Never an agent that others use: it resumes TLS sessions, and a resumed one is not verified again.
      request.agent ??= agent;
      // A proxy's agent is there already, and takes this.
      request.requestOverrides = { ...request.requestOverrides, secureContext };
      return inner.sendRequest(request);
    },
  };
}

/** Throws an Error whose message is the end of a sentence. */
function trusting(pem: string): tls.SecureContext {
  const certificates = pem.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw new Error('it holds no certificate in PEM form');
  for (const certificate of certificates) requireReadable(certificate);
  const context = tls.createSecureContext();
  // The option `ca` would take the place of the system's authorities, which Node tells nobody before version 22.15.
  const { addCACert } = context.context as { addCACert(certificate: string): void };
  for (const certificate of certificates) addCACert.call(context.context, certificate);
  return context;
}

function requireReadable(certificate: string): void {
  try {
    new X509Certificate(certificate);
  } catch {
    throw new Error('it holds a certificate that cannot be read');
  }
}
