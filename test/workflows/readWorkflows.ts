import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const PROJECT = path.resolve(__dirname, '../..');
const FOLDER = path.join(PROJECT, '.github/workflows');

/** A command of a workflow, with the name that both twins give it. */
export interface Step {
  name: string;
  script: string;
}

export interface Job {
  permissions?: Record<string, string>;
  environment?: string;
  'timeout-minutes'?: number;
  steps: {
    name?: string;
    id?: string;
    if?: string;
    uses?: string;
    run?: string;
    with?: Record<string, unknown>;
    'timeout-minutes'?: number;
  }[];
}

/** A workflow of GitHub Actions. */
export interface Workflow {
  file: string;
  text: string;
  on: object;
  permissions?: Record<string, string>;
  concurrency?: unknown;
  jobs: Record<string, Job>;
}

export const WORKFLOWS: readonly Workflow[] = readdirSync(FOLDER)
  .sort()
  .map((file) => {
    const text = readFileSync(path.join(FOLDER, file), 'utf8');
    return { ...(parse(text) as Omit<Workflow, 'file' | 'text'>), file, text };
  });

/** The twin, as text and parsed. */
export const PIPELINE = readFileSync(path.join(PROJECT, 'azure-pipelines.yml'), 'utf8');

export const stepsOf = ({ jobs }: Workflow): Step[] =>
  Object.values(jobs).flatMap(({ steps }) =>
    steps.flatMap(({ name = '', run }) => (run === undefined ? [] : { name, script: run.trim() })),
  );

/** The commands of the twin, wherever its conditions put them. */
export function pipelineSteps(part: unknown = parse(PIPELINE)): Step[] {
  if (Array.isArray(part)) return part.flatMap(pipelineSteps);
  if (typeof part !== 'object' || part === null) return [];
  const {
    bash,
    displayName = '',
    inputs,
  } = part as {
    bash?: string;
    displayName?: string;
    inputs?: { inlineScript?: string };
  };
  const script = bash ?? inputs?.inlineScript;
  return script === undefined
    ? Object.values(part).flatMap(pipelineSteps)
    : [{ name: displayName, script: script.trim() }];
}
