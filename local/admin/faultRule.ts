import { AdminInputError } from './adminInputError';

/** What a fault does to the request or run that meets it. */
export type FaultAction =
  /** Answers without doing anything. `retryAfter` is in seconds. */
  | { type: 'answer'; status: number; retryAfter?: number; headers?: Record<string, string>; body?: unknown }
  /** Ends the connection without doing anything. */
  | { type: 'drop' }
  /** Hands the request on with one byte of its body changed; what travels with it, checksums included, stays. */
  | { type: 'corruptRequest' }
  /** Answers with one byte of the body changed, or, where there is no body, with another `Content-MD5`. */
  | { type: 'corruptAnswer' }
  /** Answers half of the body, then ends the connection. */
  | { type: 'cutAnswer' }
  /** Does what was asked, then ends the connection instead of answering. */
  | { type: 'loseAnswer' }
  /** Ends a pipeline run as Failed with this `pipelineRunErrorMessage`. */
  | { type: 'failRun'; message: string }
  /** Leaves a pipeline run Running until it is deleted or the stack restarts. */
  | { type: 'stayRunning' };

/** What a step knows about itself: what faults match on, and what the request log shows. */
export interface StepInfo {
  method?: string;
  path?: string;
  registry?: string;
  pipeline?: string;
  run?: string;
}

export interface FaultRule {
  /** Exact step name, or a prefix ending in `*`. */
  step?: string;
  method?: string;
  /** Regular expression on the path, without query. */
  path?: string;
  registry?: string;
  pipeline?: string;
  /** How many more times it strikes; absent in input means 1, 0 means always. */
  times: number;
  action: FaultAction;
}

const RULE_KEYS = ['step', 'method', 'path', 'registry', 'pipeline', 'times', 'action'];
const ACTIONS = [
  '{"type":"answer","status":503,"retryAfter":1,"headers":{},"body":{}}',
  '{"type":"drop"}',
  '{"type":"loseAnswer"}',
  '{"type":"corruptRequest"}, {"type":"corruptAnswer"} and {"type":"cutAnswer"} (steps storage.*)',
  '{"type":"failRun","message":"…"} (steps run.*)',
  '{"type":"stayRunning"} (steps run.*)',
];

/** @throws AdminInputError saying which part is wrong and what is expected. */
export function parseFaultRule(input: unknown): FaultRule {
  if (typeof input !== 'object' || input === null)
    throw new AdminInputError('A fault must be a JSON object.', RULE_KEYS);
  const rule = input as Record<string, unknown>;
  const unknown = Object.keys(rule).find((key) => !RULE_KEYS.includes(key));
  if (unknown !== undefined) throw new AdminInputError(`A fault has no key "${unknown}".`, RULE_KEYS);
  for (const key of ['step', 'method', 'path', 'registry', 'pipeline']) {
    if (rule[key] !== undefined && typeof rule[key] !== 'string') {
      throw new AdminInputError(`The "${key}" of a fault cannot be ${JSON.stringify(rule[key])}.`, ['a string']);
    }
  }
  const times = rule['times'] ?? 1;
  if (typeof times !== 'number' || !Number.isInteger(times) || times < 0) {
    throw new AdminInputError(`The "times" of a fault cannot be ${JSON.stringify(times)}.`, [
      'a whole number; 0 means always',
    ]);
  }
  checkPattern(rule['path']);
  const action = parseAction(rule['action']);
  const step = rule['step'] as string | undefined;
  if (step !== undefined && isRunStep(step) !== isRunAction(action) && step !== '*') {
    throw new AdminInputError(`The action "${action.type}" cannot happen at the step "${step}".`, ACTIONS);
  }
  if (isBodyAction(action) && step?.startsWith('storage.') !== true) {
    throw new AdminInputError(`The action "${action.type}" can happen at a step of storage only.`, [
      '"step": "storage.…"',
    ]);
  }
  return { ...(rule as Partial<FaultRule>), times, action };
}

/** True for the steps of a pipeline run, which have no request to answer. */
function isRunStep(step: string): boolean {
  return step.startsWith('run.');
}

/** True for what only the gate in front of storage can do, since it hands on the bodies. */
function isBodyAction(action: FaultAction): boolean {
  return action.type === 'corruptRequest' || action.type === 'corruptAnswer' || action.type === 'cutAnswer';
}

function isRunAction(action: FaultAction): boolean {
  return action.type === 'failRun' || action.type === 'stayRunning';
}

/** Whether `rule` strikes at this step. */
export function faultMatches(rule: FaultRule, step: string, info: StepInfo): boolean {
  if (isRunStep(step) !== isRunAction(rule.action)) return false;
  if (rule.step !== undefined && !stepMatches(rule.step, step)) return false;
  if (rule.method !== undefined && rule.method.toUpperCase() !== info.method) return false;
  if (rule.path !== undefined && !new RegExp(rule.path).test(info.path ?? '')) return false;
  if (rule.registry !== undefined && rule.registry !== info.registry) return false;
  return rule.pipeline === undefined || rule.pipeline === info.pipeline;
}

/** `pattern` is a step name or a prefix ending in `*`. */
export function stepMatches(pattern: string, step: string): boolean {
  return pattern.endsWith('*') ? step.startsWith(pattern.slice(0, -1)) : pattern === step;
}

function checkPattern(path: unknown): void {
  try {
    new RegExp(String(path));
  } catch {
    throw new AdminInputError(`The "path" of a fault cannot be ${JSON.stringify(path)}.`, ['a regular expression']);
  }
}

function parseAction(input: unknown): FaultAction {
  const action = input as { type?: unknown; status?: unknown; message?: unknown; retryAfter?: unknown } | undefined;
  switch (action?.type) {
    case 'drop':
    case 'loseAnswer':
    case 'corruptRequest':
    case 'corruptAnswer':
    case 'cutAnswer':
    case 'stayRunning':
      return { type: action.type };
    case 'failRun':
      if (typeof action.message === 'string') return { type: 'failRun', message: action.message };
      break;
    case 'answer':
      if (isStatus(action.status) && (action.retryAfter === undefined || typeof action.retryAfter === 'number')) {
        return action as FaultAction;
      }
      break;
  }
  throw new AdminInputError(`The "action" of a fault cannot be ${JSON.stringify(input)}.`, ACTIONS);
}

function isStatus(status: unknown): boolean {
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599;
}
