import { identityCredential } from '../demo/identityCredential';
import { connectRegistry, type RegistryClient } from '../demo/registryClient';
import type { BrokenStack } from './brokenStack';

/** Pushes to, and changes, what a registry of the stack holds. */
export function clientOfRegistry(
  { endpoints, keys, certificate }: BrokenStack,
  end: 'source' | 'target',
): RegistryClient {
  const credential = identityCredential({ endpoint: endpoints.identity, header: keys.identityHeader });
  const endpoint = end === 'source' ? endpoints.sourceRegistry : endpoints.targetRegistry;
  return connectRegistry({ endpoint, credential, ca: certificate.cert });
}
