import { manifestNameFor } from '../../../src/domain/names';
import type { Courier } from './courier';
import type { Ferry } from './startFerry';

/** What a transfer of a new image exported, for a courier to bring again, and its manifest; the target has the image no more. */
export async function exportOne({ api, push, source, target, stack }: Ferry, courier: Courier, reference: string) {
  await push(reference);
  const { id } = await api.start([reference]);
  const { outcome, batches } = await api.reportOf(id);
  expect(outcome).toBe('succeeded');
  const name = batches[0]?.blob ?? '';
  const blob = await courier.take('exports', name);
  const manifest = await courier.take('imports', manifestNameFor(name));
  const digest = await source.digestOf(reference);
  const [repository] = reference.split(':');
  const url = `${stack.endpoints.targetRegistry}/v2/${repository}/manifests/${digest}`;
  const deleted = await stack.request(url, { method: 'DELETE', headers: { authorization: stack.login('target') } });
  expect(deleted.status).toBe(202);
  await expect(target.digestOf(reference)).rejects.toThrow();
  return { id, name, blob, manifest, digest };
}
