import { z } from 'zod';
import { expecting } from '../../src/domain/validation/expectation';
import { strictObject, wholeNumber } from '../../src/domain/validation/fields';
import { quote } from '../../src/domain/validation/quote';
import { parseBody } from './adminInputError';

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

const ACTIONS = [
  '{"type":"answer","status":503,"retryAfter":1,"headers":{},"body":{}}',
  '{"type":"drop"}',
  '{"type":"loseAnswer"}',
  '{"type":"corruptRequest"}, {"type":"corruptAnswer"} and {"type":"cutAnswer"} (steps storage.*)',
  '{"type":"failRun","message":"…"} (steps run.*)',
  '{"type":"stayRunning"} (steps run.*)',
].join(', ');

const actionSchema = expecting(
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('answer'),
      status: wholeNumber(200, 599),
      retryAfter: expecting(z.number(), { expected: 'a number of seconds' }).exactOptional(),
      headers: expecting(z.record(z.string(), anyText()), { expected: 'an object of texts' }).exactOptional(),
      body: z.unknown().exactOptional(),
    }),
    z.object({ type: z.literal('drop') }),
    z.object({ type: z.literal('loseAnswer') }),
    z.object({ type: z.literal('corruptRequest') }),
    z.object({ type: z.literal('corruptAnswer') }),
    z.object({ type: z.literal('cutAnswer') }),
    z.object({ type: z.literal('failRun'), message: anyText() }),
    z.object({ type: z.literal('stayRunning') }),
  ]),
  { expected: `one of ${ACTIONS}` },
) satisfies z.ZodType<FaultAction>;

const ruleSchema = strictObject({
  step: anyText().exactOptional(),
  method: anyText().exactOptional(),
  path: expecting(z.string().refine(isPattern), { expected: 'a regular expression' }).exactOptional(),
  registry: anyText().exactOptional(),
  pipeline: anyText().exactOptional(),
  times: expecting(z.int().min(0), { expected: 'a whole number; 0 means always' }).default(1),
  action: actionSchema,
}).superRefine(({ step, action }, context) => {
  const refuse = (problem: string, expected: string): void =>
    context.addIssue({ code: 'custom', path: ['action'], params: { problem, expected } });
  if (step !== undefined && isRunStep(step) !== isRunAction(action) && step !== '*') {
    refuse(`is "${action.type}", which cannot happen at the step ${quote(step)}`, `one of ${ACTIONS}`);
  }
  if (isBodyAction(action) && step?.startsWith('storage.') !== true) {
    refuse(`is "${action.type}", which can happen at a step of storage only`, '"step": "storage.…"');
  }
});

/** @throws AdminInputError listing every part that is wrong and what is expected there. */
export function parseFaultRule(input: unknown): FaultRule {
  return parseBody(ruleSchema, input);
}

function anyText() {
  return expecting(z.string(), { expected: 'a text' });
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
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
