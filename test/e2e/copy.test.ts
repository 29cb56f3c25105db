import { type Ferry, startFerry } from './helpers/startFerry';

const MIB = 1024 * 1024;

describe('the copy, where the target’s storage may not read the source', () => {
  let ferry: Ferry;
  beforeAll(async () => {
    ferry = await startFerry({ storageGate: true });
  });
  afterAll(() => ferry?.stop());

  it('auto: the app relays the bytes, delivers the image, and the report says why', async () => {
    // Prepare
    const { api, push, fault, stack } = ferry;
    const reference = await push('copied/relayed:1.0', 4 * MIB);
    const refusal = {
      type: 'answer',
      status: 403,
      headers: {
        'x-ms-error-code': 'CannotVerifyCopySource',
        'x-ms-copy-source-status-code': '403',
        'x-ms-copy-source-error-code': 'AuthorizationFailure',
      },
    };
    const heal = await fault({ step: 'storage.PutBlockFromURL', times: 0, action: refusal });

    // Act
    const report = await api.reportOf((await api.start([reference])).id);
    await heal();

    // Assess
    expect(report).toMatchObject({
      outcome: 'succeeded',
      artifacts: [{ artifact: reference, outcome: 'delivered' }],
      batches: [
        {
          copy: {
            strategy: 'relay',
            fallbackReason: { code: 'copy_source_refused', message: expect.stringContaining('AuthorizationFailure') },
          },
        },
      ],
    });
    expect(JSON.stringify(report)).not.toContain('sig=');
    const { total } = await stack.admin<{ total: number }>('GET', 'requests?step=storage.PutBlock');
    expect(total).toBeGreaterThan(0);
  });

  it('auto: the storage services do it among themselves where nothing is in the way', async () => {
    const report = await ferry.api.reportOf((await ferry.api.start([await ferry.push('copied/served:1.0')])).id);
    expect(report).toMatchObject({ outcome: 'succeeded', batches: [{ copy: { strategy: 'server' } }] });
    expect(report.batches[0]?.copy).not.toHaveProperty('fallbackReason');
  });
});
