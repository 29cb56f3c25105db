import type { LocalStack } from './startLocalStack';

/** Ends the stack's event subscriptions of these functions, so that a test alone says which events there are. */
export async function endSubscriptions(
  { admin }: LocalStack,
  ...functionNames: ('blobCreated' | 'imagePushed')[]
): Promise<void> {
  for (const name of functionNames) {
    const { removed } = await admin<{ removed: number }>('DELETE', `events/subscriptions/${name}`);
    if (removed !== 1) throw new Error(`The stack has no event subscription ${name}.`);
  }
}
