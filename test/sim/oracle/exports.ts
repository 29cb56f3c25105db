import type { TransferManifest } from '../../../src/domain/manifest';
import { faultsOf } from '../day/day';
import type { Outcome } from '../simulate';
import { eachTransfer, unless, type EndedTransfer } from './transfers';

/**
 * What is called exported is in a blob that is there, as the run read it, beside a manifest with its digest; and nothing is exported
 * where there is a target.
 */
export function exportedIsTrue(outcome: Outcome): string[] {
  return eachTransfer(outcome, (transfer) => {
    const exported = transfer.report.artifacts.filter((one) => one.outcome === 'exported');
    if (!outcome.day.settings.exportOnly) return unless(exported.length === 0, () => 'it exported to nobody');
    const arrived = transfer.report.artifacts.filter((one) => one.outcome === 'delivered');
    return [
      ...unless(arrived.length === 0, () => 'it delivered to nobody'),
      ...exported.flatMap(({ artifact, sourceDigest = '' }) => isCarried(outcome, transfer, artifact, sourceDigest)),
    ];
  });
}

function isCarried(
  { azure, day }: Outcome,
  { report, index }: EndedTransfer,
  artifact: string,
  digest: string,
): string[] {
  const batches = report.batches.flatMap(({ parts = [], ...batch }) => [batch, ...parts]);
  const found = batches.findLast(({ artifacts, toCarry }) => toCarry && artifacts.includes(artifact));
  const { toCarry, blob: name = '' } = found ?? {};
  if (!toCarry) return [`nobody says where the exported ${artifact} is`];
  const manifest = azure.storage.documents.get(toCarry.manifest) as TransferManifest | undefined;
  const described = manifest?.artifacts.some((one) => one.artifact === artifact && one.digest === digest);
  const isSame = manifest?.blob.contentMd5 === toCarry.contentMd5 && manifest.blob.size === toCarry.size;
  const ofManifest = unless(described === true && isSame, () => `the manifest does not describe ${artifact}`);
  // Others spoil what was exported, at any time.
  const spoiling = [...faultsOf(day, 'blobReplaced'), ...faultsOf(day, 'blobLost')];
  if (spoiling.some(({ transfer, end }) => transfer === index && end === 'source')) return ofManifest;
  const blob = azure.storage.committed(azure.source, name);
  const archive = azure.archiveOf(blob?.contentMd5 ?? '');
  return [
    ...ofManifest,
    ...unless(blob?.contentMd5 === toCarry.contentMd5, () => `the blob of ${artifact} is not there`),
    ...unless(
      archive?.some(([held, of]) => held === artifact && of === digest) === true,
      () => `the blob does not hold ${artifact} as planned`,
    ),
  ];
}

/** Nobody copies, and nobody imports, where there is no target. */
export function nothingLeavesTheSource({ azure, day }: Outcome): string[] {
  if (!day.settings.exportOnly) return [];
  const imports = azure.runs.filter(({ kind }) => kind === 'import').map(({ name }) => `the import run ${name} began`);
  const copies = azure.noted.writes.filter(({ what }) => what !== 'remove');
  return [...imports, ...unless(copies.length === 0, () => `${copies.length} writes of a copy`)];
}
