import { createToken } from '../../identity/createToken';
import { STACK_NAMES } from '../../stackNames';
import { AUDIENCES } from '../stackEndpoints';
import type { Platform } from '../../platform';
import { callService } from './callService';

/** Creates the containers of the source, target and state accounts where they do not exist. */
export async function createContainers(platform: Platform, containers: readonly string[], ca: string): Promise<void> {
  const token = createToken(platform, { audience: AUDIENCES.storage, principalId: STACK_NAMES.operatorPrincipalId });
  const headers = { 'x-ms-version': '2021-12-02' };
  await Promise.all(
    containers.map((container) =>
      callService({ method: 'PUT', url: `${container}?restype=container`, token, ca, headers, accept: 409 }),
    ),
  );
}
