import tls from 'node:tls';

/**
 * Makes this process trust one more certificate, as `NODE_EXTRA_CA_CERTS` does for one that is yet to start: the app's
 * own clients, which take no certificate, then reach local services. Answers how to end it.
 */
export function trustCertificate(cert: string): () => void {
  const createSecureContext = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const created = createSecureContext(options);
    (created.context as { addCACert(cert: string): void }).addCACert(cert);
    return created;
  };
  return () => {
    tls.createSecureContext = createSecureContext;
  };
}
