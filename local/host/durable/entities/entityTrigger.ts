/** One operation of an entity's batch; `input` is JSON text. */
export interface EntityOperation {
  name: string;
  input: string | null;
  isSignal: boolean;
}

/** The JSON text of the entity trigger. `state` is JSON text. */
export function entityTriggerInput(
  self: { name: string; key: string },
  state: string | null,
  batch: EntityOperation[],
): string {
  return JSON.stringify({ self, exists: state !== null, state, batch }, undefined, 2);
}

/** What an entity function answers to a batch. */
export interface EntityAnswer {
  entityExists: boolean;
  /** JSON text. */
  entityState: string | null;
  results: { isError: boolean; result: string | null }[];
  signals?: { target: { name: string; key: string }; name: string; input?: string | null; startTime?: number | null }[];
}
