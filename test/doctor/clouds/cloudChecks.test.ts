import { apiVersion } from '../../../src/doctor/clouds/apiVersion';
import { clockSkew } from '../../../src/doctor/clouds/clockSkew';
import { cloudEndpoints } from '../../../src/doctor/clouds/cloudEndpoints';
import { doctorPorts } from '../../helpers/fakeDoctorPorts';
import { PUBLIC_CLOUD, route, TARGET } from '../../helpers/route';
import { look } from '../look';

const ARM = PUBLIC_CLOUD.resourceManagerEndpoint;
const LOGIN = PUBLIC_CLOUD.loginEndpoint;

describe('cloud_endpoints', () => {
  const silent = (isDistrusted: boolean) => ({ answers: false as const, isDistrusted, words: 'NO' });

  it('answers, and the login endpoint is asked only where the app signs in by itself', async () => {
    const ports = doctorPorts();
    ports.endpoints.looks.set(LOGIN, silent(false));
    expect(await look(cloudEndpoints, ports)).toMatchObject({ status: 'ok' });
    const credential = { name: 'other', type: 'clientSecret', tenantId: 't', clientId: 'c', secretUri: 'u' } as const;
    const signsIn = route({ target: { ...TARGET, credential } });
    expect(await look(cloudEndpoints, ports, { route: signsIn })).toMatchObject({ status: 'failed' });
  });

  it.each([
    [false, 'Correct the endpoint'],
    [true, 'certificateAuthority'],
  ])('is red where there is no answer (distrusted: %s)', async (isDistrusted, say) => {
    const ports = doctorPorts();
    ports.endpoints.looks.set(ARM, silent(isDistrusted));
    const found = await look(cloudEndpoints, ports);
    expect([found.status, found.fix?.say]).toEqual(['failed', expect.stringContaining(say)]);
    expect(found.evidence).toContain(ARM);
  });
});

describe('clock_skew', () => {
  const NOW = Date.parse('2026-11-21T10:00:00.000Z');
  const ahead = async (seconds: number) => {
    const ports = doctorPorts();
    ports.endpoints.looks.set(ARM, { answers: true, status: 401, date: NOW + seconds * 1_000, words: '' });
    const machine = { now: () => NOW, wait: async () => undefined };
    return (await look(clockSkew, { ...ports, machine })).status;
  };

  it.each([
    [0, 'ok'],
    [-100, 'ok'],
    [100, 'ok'],
    [180, 'warning'],
    [-180, 'warning'],
    [360, 'failed'],
    [-360, 'failed'],
  ])('a cloud that is %s seconds ahead: %s', async (seconds, status) => {
    expect(await ahead(seconds)).toBe(status);
  });

  it('cannot be checked without an answer, or without its time', async () => {
    const ports = doctorPorts();
    ports.endpoints.looks.set(ARM, { answers: true, status: 401, words: '' });
    expect(await look(clockSkew, ports)).toMatchObject({ status: 'notCheckable' });
    ports.endpoints.looks.set(ARM, { answers: false, isDistrusted: false, words: '' });
    expect(await look(clockSkew, ports)).toMatchObject({ status: 'notCheckable' });
  });
});

describe('api_version', () => {
  it('is known', async () => {
    expect(await look(apiVersion, doctorPorts())).toMatchObject({ status: 'ok' });
  });

  it('is red where it is not, and names the newest that is', async () => {
    const ports = doctorPorts();
    ports.versions.known = ['2021-08-01-preview', '2019-12-01-preview', '2025-11-01'];
    const found = await look(apiVersion, ports);
    expect(found).toMatchObject({
      status: 'failed',
      fix: { say: expect.stringContaining('"2021-08-01-preview"') as string },
    });
    expect(found.evidence).toContain('NoRegisteredProviderFound');
  });

  it('is red, too, where the cloud lists nothing', async () => {
    const ports = doctorPorts();
    ports.versions.known = [];
    expect(await look(apiVersion, ports)).toMatchObject({ status: 'failed' });
  });
});
