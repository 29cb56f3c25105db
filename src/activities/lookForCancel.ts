import type { ActivityDependencies } from './dependencies';

/** Looks at the cancel flag of a transfer. */
export async function lookForCancel(
  { transfers }: Pick<ActivityDependencies, 'transfers'>,
  { transferId }: { transferId: string },
): Promise<{ cancelRequested: boolean }> {
  return { cancelRequested: await transfers.isCancelRequested(transferId) };
}
