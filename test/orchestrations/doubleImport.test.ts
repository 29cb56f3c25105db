import { away, BATCH, done, refused, runTransfer } from './runTransfer';

describe('an import pipeline whose source trigger is on', () => {
  const warning = { code: 'double_import_possible', message: 'm', nextStep: 'n' } as const;
  const lookAtImportPipeline = () => done({ warnings: [warning] });

  it('is warned of once, and changes nothing of the outcome', async () => {
    const { report, calls } = await runTransfer({
      lookAtImportPipeline,
      planTransfer: () => done({ batches: [BATCH, { ...BATCH, name: 'c'.repeat(32) }], unplanned: [] }),
    });
    expect(report).toMatchObject({ outcome: 'succeeded', failures: [], warnings: [warning] });
    expect(calls.filter((name) => name === 'lookAtImportPipeline')).toHaveLength(1);
  });

  it('is not looked for where nothing is imported', async () => {
    const dry = await runTransfer({ lookAtImportPipeline }, { dryRun: true });
    const exported = await runTransfer({ lookAtImportPipeline }, { exportOnly: true });
    for (const { calls } of [dry, exported]) expect(calls).not.toContain('lookAtImportPipeline');
  });

  it('that cannot be read is told, and the report does not wait for it', async () => {
    const { report, elapsed } = await runTransfer({ lookAtImportPipeline: () => away() });
    const { elapsed: usual } = await runTransfer();
    expect(report).toMatchObject({ outcome: 'succeeded', failures: [], warnings: [{ code: 'service_unavailable' }] });
    expect(elapsed - usual).toBeLessThan(4 * 60_000);
    const refusal = await runTransfer({ lookAtImportPipeline: () => refused() });
    expect(refusal.report).toMatchObject({ outcome: 'succeeded', warnings: [{ code: 'access_denied' }] });
  });
});
