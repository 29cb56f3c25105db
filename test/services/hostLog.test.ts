import { HOST_LOG } from '../../src/services/hostLog';

const WORKER = '@azure/functions-core';
afterEach(() => {
  jest.dontMock(WORKER);
  jest.resetModules();
  jest.restoreAllMocks();
});

it('writes an error of the system: a user has none outside of an invocation', () => {
  const log = jest.fn();
  jest.doMock(WORKER, () => ({ log }), { virtual: true });
  HOST_LOG.error('The app settings have a mistake.');
  expect(log.mock.calls).toEqual([['error', 'system', 'The app settings have a mistake.']]);
});

it('prints where the worker is older than that', () => {
  jest.doMock(WORKER, () => ({}), { virtual: true });
  const print = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  HOST_LOG.error('x');
  expect(print.mock.calls).toEqual([['x']]);
});

it('prints where there is no worker', () => {
  const print = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  HOST_LOG.error('x');
  expect(print.mock.calls).toEqual([['x']]);
});
