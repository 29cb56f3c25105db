import { otherPlace } from '../../../src/domain/doctor/sasPlace';

const CONTAINER = 'https://builds.blob.core.windows.net/transfers';
const SAS = 'SharedAccessSignature=sv=2024-11-04&sp=rl&sig=c2VjcmV0%3D';

describe('otherPlace', () => {
  it.each([
    ['the SAS alone', '?sv=2024-11-04&sig=x'],
    ['the container', `${CONTAINER}?sv=2024-11-04&sig=x`],
    ['a connection string of the account', `BlobEndpoint=https://builds.blob.core.windows.net/;${SAS}`],
  ])('is none for %s', (_what, secret) => {
    expect(otherPlace(secret, CONTAINER)).toBeUndefined();
  });

  it('of a connection string it is the address, and nothing of the SAS', () => {
    const secret = `BlobEndpoint=https://other.blob.core.windows.net/;QueueEndpoint=https://other.queue.core.windows.net/;${SAS}`;
    expect(otherPlace(secret, CONTAINER)).toBe('https://other.blob.core.windows.net');
  });
});
