import { createHash } from 'node:crypto';
import { applyLine, isFinal, type InstanceState, type JournalLine } from './instanceState';
import type { Journals } from '../journals/journals';
import type { InstanceStatus, RuntimeStatus } from '../taskHub';

/** What the store remembers of every instance, so that lists need not read journals. */
export interface InstanceSummary {
  instanceId: string;
  createdTime: string;
  status: RuntimeStatus;
  isEntity: boolean;
  /** The status document, once a list has asked for it and where it is short. */
  document?: InstanceStatus;
}

const KEPT_IN_MEMORY = 128;

/**
 * The instances on disk. States are folded from their journals when needed; the most recent stay in memory.
 * Everything that changes an instance must run inside `exclusive`.
 */
export class InstanceStore {
  readonly summaries = new Map<string, InstanceSummary>();
  private readonly states = new Map<string, InstanceState>();
  private readonly queues = new Map<string, Promise<unknown>>();
  private isOpen = false;

  constructor(private readonly journals: Journals) {}

  /** Reads every journal once; `visit` sees each state. */
  async open(visit: (state: InstanceState) => void): Promise<void> {
    const names = await this.journals.open();
    this.isOpen = true;
    try {
      for (const name of names) {
        const state = await this.fold(name);
        if (!state) await this.journals.remove(name);
        else {
          this.remember(state);
          visit(state);
        }
      }
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Waits for what is being written; whatever comes later is refused. */
  async close(): Promise<void> {
    if (!this.isOpen) return;
    this.isOpen = false;
    await Promise.allSettled([...this.queues.values()]);
    await this.journals.close();
  }

  /** Runs one after the other what concerns the same instance. */
  exclusive<T>(instanceId: string, run: () => Promise<T>): Promise<T> {
    if (!this.isOpen) return Promise.reject(new Error('The task hub is closed. Start the host again.'));
    const before = this.queues.get(instanceId) ?? Promise.resolve();
    const after = before.then(run, run);
    const settled = after.catch(() => undefined);
    this.queues.set(instanceId, settled);
    void settled.then(() => {
      if (this.queues.get(instanceId) === settled) this.queues.delete(instanceId);
    });
    return after;
  }

  async get(instanceId: string): Promise<InstanceState | undefined> {
    if (!this.summaries.has(instanceId)) return undefined;
    const kept = this.states.get(instanceId);
    if (kept) {
      this.states.delete(instanceId);
      this.states.set(instanceId, kept);
      return kept;
    }
    const state = await this.fold(journalName(instanceId));
    if (state) this.remember(state);
    return state;
  }

  /** Writes the lines, then applies them: what is in memory is always on disk. */
  async append(state: InstanceState, lines: Exclude<JournalLine, { kind: 'state' }>[]): Promise<void> {
    const texts = lines.map((line) => JSON.stringify(line));
    await this.journals.append(journalName(state.instanceId), texts);
    for (const text of texts) applyLine(state, JSON.parse(text) as (typeof lines)[number]);
    this.remember(state);
  }

  /** Writes a state in place of whatever the journal held. */
  async replace(state: InstanceState): Promise<void> {
    const line: JournalLine = { kind: 'state', state };
    await this.journals.replace(journalName(state.instanceId), [JSON.stringify(line)]);
    this.remember(state);
  }

  async remove(instanceId: string): Promise<void> {
    await this.journals.remove(journalName(instanceId));
    this.summaries.delete(instanceId);
    this.states.delete(instanceId);
  }

  private async fold(name: string): Promise<InstanceState | undefined> {
    const texts = (await this.journals.read(name)) ?? [];
    const lines = texts.map((text, index): JournalLine => {
      try {
        return JSON.parse(text) as JournalLine;
      } catch {
        throw new Error(
          `Line ${index + 1} of the journal ${name}.jsonl of the task hub is not JSON. ` +
            'Delete that file to drop its instance, or start with --reset to begin with an empty task hub.',
        );
      }
    });
    const first = lines.shift();
    if (first?.kind !== 'state') return undefined;
    for (const line of lines) if (line.kind !== 'state') applyLine(first.state, line);
    return first.state;
  }

  private remember(state: InstanceState): void {
    const { instanceId } = state;
    this.summaries.set(instanceId, {
      instanceId,
      createdTime: state.started.Timestamp,
      status: state.status,
      isEntity: state.entity !== undefined,
    });
    this.states.delete(instanceId);
    this.states.set(instanceId, state);
    if (this.states.size > KEPT_IN_MEMORY) this.forgetOldest();
  }

  private forgetOldest(): void {
    for (const [instanceId, state] of this.states) {
      if (this.states.size <= KEPT_IN_MEMORY) return;
      if (isFinal(state.status) || !this.queues.has(instanceId)) this.states.delete(instanceId);
    }
  }
}

/** The name of an instance's journal: readable where the id is, and different for ids that differ in letter case alone. */
function journalName(instanceId: string): string {
  const readable = instanceId.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60);
  return `${readable}.${createHash('sha256').update(instanceId).digest('hex').slice(0, 24)}`;
}
