import { defaultSubscriptions } from '../../../local/stack/defaultSubscriptions';
import { storageAccountId } from '../../../local/stackNames';

describe('defaultSubscriptions', () => {
  const keys = { eventGridKey: 'k e/y' };
  const endpoints = { host: 'http://127.0.0.1:7071' };

  it('sends events to the webhook of the function, with its key', () => {
    const arrivals = { functionName: 'arrived', topic: storageAccountId('target'), maxEventsPerBatch: 10 };
    const { arrived } = defaultSubscriptions(endpoints, keys, [arrivals]);
    expect(arrived?.endpointUrl).toBe(
      'http://127.0.0.1:7071/runtime/webhooks/EventGrid?functionName=arrived&code=k+e%2Fy',
    );
    expect(arrived).toMatchObject({ topic: storageAccountId('target'), maxEventsPerBatch: 10 });
  });

  it('has one for each function of the app that takes events', () => {
    expect(Object.keys(defaultSubscriptions(endpoints, keys))).toEqual(['blobCreated', 'imagePushed']);
  });
});
