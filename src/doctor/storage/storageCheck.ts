import type { StorageFacts } from '../../domain/ports/storageFacts';
import { isPlainId } from '../../domain/roles/assignCommand';
import type { RouteEnd } from '../../domain/route';
import { notCheckable, type EndCheck, type EndOfRoute, type Found } from '../check';

interface Named<Facts> extends Pick<EndCheck, 'code' | 'question' | 'symptom' | 'remedy' | 'explains'> {
  facts(facts: StorageFacts, end: RouteEnd): Promise<Facts | undefined>;
  judge(facts: Facts, at: EndOfRoute, accountId: string): Found;
}

/** A check of what Resource Manager knows of the account of an end. */
export function storageCheck<Facts>({ facts, judge, ...named }: Named<Facts>): EndCheck {
  return {
    ...named,
    about: 'end',
    isCheap: false,
    async look({ storageFacts }, at) {
      const account = await storageFacts.account(at.end);
      if (!account) return unknownAccount(at.end);
      const found = await facts(storageFacts, at.end);
      return found === undefined
        ? notCheckable(`Resource Manager shows nothing of that kind at ${account.accountId}.`)
        : judge(found, at, account.accountId);
    },
  };
}

/** It may be in another subscription than the registry, or the app may not read it. */
export function unknownAccount({ containerUri, subscriptionId }: RouteEnd): Found {
  return notCheckable(
    `In the subscription ${subscriptionId} of the registry the app sees no storage account of ${containerUri}.`,
    { say: 'Give the identity of the app the role Reader on the storage account.' },
  );
}

/** A resource id that a command may hold; undefined where a shell would take it for more than text. */
export function plainId(id: string): string | undefined {
  return isPlainId(id) ? id : undefined;
}
