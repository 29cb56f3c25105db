import type { PushClaim } from '../../../src/domain/pushes/push';
import { FakePushes } from '../../helpers/fakePushes';

/** Pushes, and what transfers of them were about to take, each as it was written down. */
export function notedClaims(): { pushes: FakePushes; claims: PushClaim[] } {
  const [pushes, claims] = [new FakePushes(), [] as PushClaim[]];
  const writeClaim = pushes.writeClaim.bind(pushes);
  pushes.writeClaim = async (route, claim, version) => {
    const isWritten = await writeClaim(route, claim, version);
    if (isWritten && claim) claims.push(claim);
    return isWritten;
  };
  return { pushes, claims };
}
