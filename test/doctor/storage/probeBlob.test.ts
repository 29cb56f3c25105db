import { probeBlob } from '../../../src/doctor/storage/probeBlob';
import { lostInCopy } from '../../../src/domain/doctor/lostInCopy';
import { AccessDeniedError } from '../../../src/domain/failures/errors';
import type { RouteEnd } from '../../../src/domain/route';
import { doctorPorts } from '../../helpers/fakeDoctorPorts';
import { NO_BLOCKS } from '../../helpers/fakeCopyProbe';
import { COPY, route, SOURCE, TARGET } from '../../helpers/route';
import { look } from '../look';

const CONTAINER: RouteEnd = { ...TARGET, containerUri: 'https://images.blob.core.windows.net/incoming' };

describe('probe_blob', () => {
  it('is ok where a blob comes through, and says how', async () => {
    const ports = doctorPorts();
    expect(await look(probeBlob, ports)).toMatchObject({
      status: 'ok',
      evidence: expect.stringContaining('the storage of the target copied it') as string,
    });
    ports.copyProbe.refuses = 'copies';
    const auto = { route: route({ copy: { ...COPY, strategy: 'auto' } }) };
    expect(await look(probeBlob, ports, auto)).toMatchObject({
      status: 'ok',
      evidence: expect.stringMatching(/the app copied it .*The source cannot be read/) as string,
    });
  });

  it('fails where the copy is refused, with what to do', async () => {
    const ports = doctorPorts();
    ports.copyProbe.refuses = 'blocks';
    ports.copyProbe.left = [{ end: TARGET, name: 'doctor/probe-1-a.txt', words: '403' }];
    expect(await look(probeBlob, ports)).toMatchObject({
      status: 'failed',
      evidence: expect.stringMatching(/^The target cannot be written\. .*stays: .*probe-1-a\.txt \(403\)/) as string,
      fix: { say: NO_BLOCKS.nextStep },
    });
  });

  it('fails where the copy lacks its Content-MD5', async () => {
    const ports = doctorPorts();
    ports.copyProbe.losesMd5 = true;
    expect(await look(probeBlob, ports)).toMatchObject({
      status: 'failed',
      evidence: expect.stringContaining('has the Content-MD5 (none) instead of bWQ1') as string,
    });
  });

  it('warns of what it could not remove, with a command', async () => {
    const ports = doctorPorts();
    ports.copyProbe.left = [{ end: CONTAINER, name: 'doctor/probe-1-a.txt', words: '403' }];
    expect(await look(probeBlob, ports)).toMatchObject({
      status: 'warning',
      fix: {
        command:
          'az storage blob delete --account-name images --container-name incoming --name doctor/probe-1-a.txt --auth-mode login',
      },
    });
  });

  it('writes nothing where it would stay, or where the route copies nothing', async () => {
    const ports = doctorPorts();
    ports.storageFacts.ofContainer = { legalHolds: ['audit'] };
    expect(await look(probeBlob, ports)).toMatchObject({ status: 'notCheckable' });
    ports.storageFacts.ofContainer = { legalHolds: [], immutability: { days: 7, state: 'Locked' } };
    expect(await look(probeBlob, ports)).toMatchObject({ status: 'notCheckable' });
    const { target: _none, ...exportOnly } = route();
    expect(await look(probeBlob, ports, { route: exportOnly })).toMatchObject({ status: 'ok' });
    expect(ports.copyProbe.tries).toBe(0);
  });

  it('is tried where nobody tells what holds blobs; that the source takes nothing is thrown', async () => {
    const ports = doctorPorts();
    ports.storageFacts.failure = new AccessDeniedError('read', 'Reader', { words: '403' });
    expect(await look(probeBlob, ports)).toMatchObject({ status: 'ok' });
    ports.copyProbe.failure = new AccessDeniedError('write', 'a role', { words: '403' });
    await expect(look(probeBlob, ports, { route: route({ source: SOURCE }) })).rejects.toThrow(AccessDeniedError);
  });
});

describe('what a copy lost', () => {
  const sent = { size: 5, etag: '"1"', contentMd5: 'a', metadata: { WrittenBy: 'x' } };

  it.each([
    ['nothing', { ...sent, metadata: { writtenby: 'x', more: 'y' } }, undefined],
    ['the blob', undefined, 'was committed, and is not there'],
    ['bytes', { ...sent, size: 4 }, 'has 4 bytes instead of 5'],
    [
      'metadata',
      { ...sent, contentMd5: 'b', metadata: {} },
      'has the Content-MD5 b instead of a, and lacks the metadata writtenby',
    ],
  ])('%s', (_what, arrived, words) => expect(lostInCopy(sent, arrived)).toBe(words));
});
