import https from 'node:https';
import { createToken } from '../../identity/createToken';
import type { LetsIn } from '../../resourceManager/letsIn';
import type { Platform } from '../../platform';
import { RunFailure } from './runFailure';

/**
 * Reads the latest value of a vault secret as a registry does: over TLS, with the pipeline identity's token.
 *
 * @throws RunFailure with the vault's status.
 */
export async function readSecret(
  secretUri: string,
  principalId: string,
  options: { platform: Pick<Platform, 'now'>; ca: string; vaultAudience: string; letsIn?: LetsIn },
): Promise<string> {
  if (options.letsIn && !options.letsIn(secretUri)) {
    throw new RunFailure('Failed to access key vault. Service request failed. Status: 403 (ForbiddenByFirewall)');
  }
  const url = new URL(secretUri);
  url.searchParams.set('api-version', '7.4');
  const token = createToken(options.platform, { audience: options.vaultAudience, principalId });
  const { status, body } = await get(url, token, options.ca).catch((error: Error) => {
    throw new RunFailure(`Failed to access key vault. ${error.message}`);
  });
  if (status === 200) return (JSON.parse(body) as { value: string }).value;
  const { error } = parseError(body);
  throw new RunFailure(
    `Failed to access key vault. Service request failed. Status: ${status} (${error?.code ?? 'Unknown'})`,
  );
}

function get(url: URL, token: string, ca: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = https.get(url, { ca, headers: { authorization: `Bearer ${token}` } }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}

function parseError(body: string): { error?: { code?: string } } {
  try {
    return JSON.parse(body) as { error?: { code?: string } };
  } catch {
    return {};
  }
}
