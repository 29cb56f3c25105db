import { stateSchema } from '../../../src/doctor/app/stateSchema';
import { doctorPorts } from '../../helpers/fakeDoctorPorts';
import { FakeStateSchemas } from '../../helpers/fakeStateSchemas';
import { look } from '../look';

const AT = '2026-11-29T09:00:00.000Z';
const withSchema = async (version: number) => {
  const stateSchemas = new FakeStateSchemas();
  await stateSchemas.write({ version, writtenBy: '0.9.0', at: AT }, undefined);
  stateSchemas.known = 2;
  return { ...doctorPorts(), stateLayout: stateSchemas };
};

it.each([1, 2])('the layout %i is known', async (version) => {
  expect(await look(stateSchema, await withSchema(version))).toMatchObject({ status: 'ok' });
});

it('nobody has written one yet', async () => {
  expect(await look(stateSchema, doctorPorts())).toMatchObject({ status: 'ok' });
});

it('that of a newer app is red, and the app to deploy is named', async () => {
  expect(await look(stateSchema, await withSchema(3))).toMatchObject({
    status: 'failed',
    evidence: expect.stringContaining('layout of the container is 3') as string,
    fix: { say: 'Deploy the app of version 0.9.0 or later.' },
  });
});
