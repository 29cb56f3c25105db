import type { Check } from '../../../src/doctor/check';
import { sasAccepted } from '../../../src/doctor/secrets/sasAccepted';
import { sasAddresses } from '../../../src/doctor/secrets/sasAddresses';
import { sasContainer } from '../../../src/doctor/secrets/sasContainer';
import { sasForm } from '../../../src/doctor/secrets/sasForm';
import { sasProtocol } from '../../../src/doctor/secrets/sasProtocol';
import { sasRights } from '../../../src/doctor/secrets/sasRights';
import { sasScope } from '../../../src/doctor/secrets/sasScope';
import { sasTimes } from '../../../src/doctor/secrets/sasTimes';
import { SECRET_CHECKS } from '../../../src/doctor/secrets/secretChecks';
import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import type { FindingStatus } from '../../../src/domain/doctor/finding';
import { createEndFixture, DAY, NOW, SECRET, sasOf } from '../endFixture';

const at = (days: number) => new Date(NOW + days * DAY).toISOString();
const plain = sasOf().slice(1);

/** What a secret holds, and the one row that it turns. */
const FAULTS: [what: string, value: string, check: Check, status: FindingStatus][] = [
  ['a SAS without its question mark', plain, sasForm, 'warning'],
  ['a SAS in quotes', `"${sasOf()}"`, sasForm, 'failed'],
  ['a line break', `${sasOf()}\n`, sasForm, 'failed'],
  ['a SAS out of HTML', sasOf().replaceAll('&', '&amp;'), sasForm, 'failed'],
  ['a SAS that was encoded as a whole', encodeURIComponent(sasOf()), sasForm, 'failed'],
  ['a signature that was encoded twice', sasOf({ sig: 'c2VjcmV0%253D' }), sasForm, 'failed'],
  ['an account key', `${'A'.repeat(86)}==`, sasForm, 'failed'],
  ['a whole URL', `https://builds.blob.core.windows.net/transfers${sasOf()}`, sasForm, 'failed'],
  ['no right to write', sasOf({ sp: 'rl' }), sasRights, 'failed'],
  ['the right to delete', sasOf({ sp: 'rawdl' }), sasRights, 'warning'],
  ['the right to create', sasOf({ sp: 'racwl' }), sasRights, 'ok'],
  ['a SAS of a blob', sasOf({ sr: 'b' }), sasScope, 'failed'],
  ['a SAS of a folder', sasOf({ sr: 'd' }), sasScope, 'failed'],
  ['a SAS of the account for queues', sasOf({ sr: undefined, ss: 'q', srt: 'sco' }), sasScope, 'failed'],
  ['a SAS of the account for blobs alone', sasOf({ sr: undefined, ss: 'b', srt: 'o' }), sasScope, 'failed'],
  ['a SAS of the account', sasOf({ sr: undefined, ss: 'bq', srt: 'sco' }), sasScope, 'ok'],
  ['http', sasOf({ spr: 'https,http' }), sasProtocol, 'warning'],
  ['any protocol', sasOf({ spr: undefined }), sasProtocol, 'warning'],
  ['a range of addresses', sasOf({ sip: '10.0.0.1-10.0.0.9' }), sasAddresses, 'failed'],
  ['a start to come', sasOf({ st: at(1) }), sasTimes, 'failed'],
  ['an end that was', sasOf({ se: at(-0.1) }), sasTimes, 'failed'],
  ['an end within the month', sasOf({ st: at(-300), se: at(29) }), sasTimes, 'warning'],
  ['a signature that nobody made', sasOf({ sig: 'forged' }), sasAccepted, 'failed'],
];

describe('checks of the SAS', () => {
  it.each(FAULTS)('%s', async (_what, value, check, status) => {
    const { look, secretFacts } = await createEndFixture();
    secretFacts.put(SECRET, value);
    const found = await look(check);
    expect(found.status).toBe(status);
    expect(found.fix?.command ?? 'none').toMatch(status === 'ok' ? /^none$/ : / && az keyvault secret set /);
    const others = await Promise.all(SECRET_CHECKS.filter((other) => other !== check).map(look));
    expect(others.filter((other) => other.status === 'failed' || other.status === 'warning')).toEqual([]);
    expect(JSON.stringify([found, others].map((one) => [one].flat().map(({ evidence }) => evidence)))).not.toMatch(
      /sig=|c2VjcmV0|forged|AAAA/,
    );
  });

  it('a URL of another container is told by two rows', async () => {
    const { look, secretFacts } = await createEndFixture();
    secretFacts.put(SECRET, `https://other.blob.core.windows.net/transfers${sasOf()}`);
    expect(await look(sasContainer)).toMatchObject({
      status: 'failed',
      evidence: expect.stringContaining('https://other.blob.core.windows.net/transfers.'),
    });
  });

  it.each([
    [{ OverwriteTags: true }, 'rl', 'ok'],
    [{ DeleteSourceBlobOnSuccess: true }, 'rl', 'failed'],
    [{ DeleteSourceBlobOnSuccess: true }, 'rdl', 'ok'],
    [{}, 'rdl', 'warning'],
  ])('an import with %j and a SAS that allows %s', async (options, sp, status) => {
    const { look, put, secretFacts } = await createEndFixture('target');
    await put({ options: Object.keys(options) });
    secretFacts.put(SECRET, sasOf({ sp }));
    expect((await look(sasRights)).status).toBe(status);
  });

  it('what a stored access policy says is not in the SAS', async () => {
    const { look, secretFacts } = await createEndFixture();
    secretFacts.put(SECRET, sasOf({ sp: undefined, se: undefined, st: undefined, si: 'transfers' }));
    expect(await look(sasRights)).toMatchObject({
      status: 'notCheckable',
      evidence: expect.stringContaining('transfers'),
    });
    expect((await look(sasTimes)).status).toBe('ok');
    expect((await look(sasAccepted)).status).toBe('ok');
  });

  it.each([
    [{ sp: 'raw' }, 'ok'],
    [{ sp: 'rawl' }, 'failed'],
    [{ sp: undefined, si: 'transfers' }, 'failed'],
  ])('storage refuses a right of a SAS with %j', async (fields, status) => {
    const { look, secretFacts, containerProbes } = await createEndFixture();
    secretFacts.put(SECRET, sasOf(fields));
    const words = '403 AuthorizationPermissionMismatch';
    containerProbes.answer = { isAccepted: false, code: 'AuthorizationPermissionMismatch', words };
    expect(await look(sasAccepted)).toMatchObject({ status, evidence: expect.stringContaining(words) });
  });

  it.each([
    [29, {}, 'warning', 'less than 30 days'],
    [6.9, {}, 'warning', 'less than 7 days'],
    [0.5, {}, 'warning', 'less than 1 day'],
    [29, { tags: { managedBy: 'acr-ferry' } }, 'ok', 'valid until'],
    [0.5, { tags: { managedBy: 'acr-ferry' } }, 'warning', 'less than 1 day'],
  ])('a SAS that ends in %s days, of a secret with %j', async (days, surrounding, status, evidence) => {
    const { look, secretFacts } = await createEndFixture();
    secretFacts.put(SECRET, sasOf({ st: at(-300), se: at(days) }), surrounding);
    expect(await look(sasTimes)).toMatchObject({ status, evidence: expect.stringContaining(evidence) });
  });

  it('a user delegation SAS lasts a week by design', async () => {
    const { look, secretFacts } = await createEndFixture();
    secretFacts.put(SECRET, sasOf({ st: undefined, se: at(6), skoid: '0' }));
    expect((await look(sasTimes)).status).toBe('ok');
  });

  it.each([
    ['ContainerNotFound', 'ok'],
    ['AuthorizationFailure', 'notCheckable'],
    ['KeyBasedAuthenticationNotPermitted', 'notCheckable'],
    ['AuthenticationFailed', 'failed'],
  ])('storage answers %s to it', async (code, status) => {
    const { look, containerProbes } = await createEndFixture();
    containerProbes.answer = { isAccepted: false, code, words: `403 ${code}`, correlationId: 'c-1' };
    expect(await look(sasAccepted)).toMatchObject({ status, correlationId: 'c-1' });
  });

  it('storage is not asked with a SAS that has expired, and weather is no answer', async () => {
    const { look, secretFacts, containerProbes } = await createEndFixture();
    secretFacts.put(SECRET, sasOf({ se: at(-1) }));
    expect((await look(sasAccepted)).status).toBe('notCheckable');
    expect(containerProbes.tried).toEqual([]);
    secretFacts.put(SECRET, sasOf());
    containerProbes.failure = new ServiceUnavailableError('list', { words: '503' });
    await expect(look(sasAccepted)).rejects.toBe(containerProbes.failure);
  });
});
