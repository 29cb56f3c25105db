import type { Clock } from './ports/machine';

/** More answers than anybody asks for within minutes. */
const MOST = 500;

/**
 * Answers a question from memory where the last answer to it is young enough, else by asking; an answer that is on its way counts as given. What
 * failed is asked for anew.
 *
 * @param key  tells questions apart
 */
export type Remember<Value> = (key: string, maxAgeMs: number, ask: () => Promise<Value>) => Promise<Value>;

/** A memory of its own, in this process alone. */
export function createMemory<Value>({ now }: Pick<Clock, 'now'>): Remember<Value> {
  const known = new Map<string, { at: number; answer: Promise<Value> }>();
  return (key, maxAgeMs, ask) => {
    const last = known.get(key);
    if (last && now() - last.at < maxAgeMs) return last.answer;
    const asked = { at: now(), answer: ask() };
    known.delete(key);
    known.set(key, asked);
    const [oldest = key] = known.keys();
    if (known.size > MOST) known.delete(oldest);
    asked.answer.catch(() => known.get(key) === asked && known.delete(key));
    return asked.answer;
  };
}
