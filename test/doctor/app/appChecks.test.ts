import { routesFile } from '../../../src/doctor/app/routesFile';
import { stateContainer } from '../../../src/doctor/app/stateContainer';
import { AccessDeniedError, ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { doctorPorts } from '../../helpers/fakeDoctorPorts';
import { route } from '../../helpers/route';
import { look } from '../look';

describe('state_container', () => {
  it('is written, read and cleaned', async () => {
    expect(await look(stateContainer, doctorPorts())).toMatchObject({ status: 'ok' });
  });

  it('is red where the app may not write, with the role that is missing', async () => {
    const ports = doctorPorts();
    ports.state.refusal = new AccessDeniedError('write doctor/1.json', 'Contributor', {
      words: '403',
      correlationId: 'c1',
    });
    expect(await look(stateContainer, ports)).toMatchObject({
      status: 'failed',
      correlationId: 'c1',
      fix: { say: expect.stringContaining('The app needs Contributor') as string },
    });
  });

  it('cannot be checked while storage does not answer', async () => {
    const ports = doctorPorts();
    ports.state.refusal = new ServiceUnavailableError('write', { words: '503' });
    await expect(look(stateContainer, ports)).rejects.toThrow('503');
  });
});

describe('routes_file', () => {
  const loading = (changes: object) => ({
    ...doctorPorts(),
    routes: { load: async () => ({ routes: new Map([['prod', route()]]), mistakes: [], ...changes }) },
  });

  it('has no mistakes', async () => {
    expect(await look(routesFile, loading({}))).toEqual({ status: 'ok', evidence: 'It has a route, and no mistakes.' });
    const routes = new Map(['prod', 'test'].map((name) => [name, route({ name })]));
    expect((await look(routesFile, loading({ routes }))).evidence).toBe('It has 2 routes, and no mistakes.');
  });

  it('is yellow for mistakes of others, and for a file that cannot be read any more', async () => {
    const mistakes = [{ route: 'other', path: 'routes.other', problem: 'is empty', expected: 'an end' }];
    const found = await look(routesFile, loading({ mistakes }));
    const told = 'routes.other is empty';
    expect([found.status, found.evidence]).toEqual(['warning', expect.stringMatching(`^It has a mistake: ${told}`)]);
    const two = await look(routesFile, loading({ mistakes: [...mistakes, ...mistakes] }));
    expect(two.evidence).toMatch(`It has 2 mistakes; the first: ${told}`);
    const unread = await look(routesFile, loading({ unreadable: 'it is gone' }));
    expect([unread.status, unread.evidence]).toEqual(['warning', expect.stringContaining('it is gone')]);
  });
});
