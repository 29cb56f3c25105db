import { createHash } from 'node:crypto';

/** The name of an instance's journal: readable where the id is, and different for ids that differ in letter case alone. */
export function journalName(instanceId: string): string {
  const readable = instanceId.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60);
  return `${readable}.${createHash('sha256').update(instanceId).digest('hex').slice(0, 24)}`;
}
