import type { DemoCredential } from '../../../local/demo/identityCredential';
import { STACK_NAMES, registryResourceId } from '../../../local/stackNames';
import type { RequestOptions } from './request';
import type { LocalStack } from './startLocalStack';

/** One request as the stack's request log shows it. */
export interface LoggedRequest {
  step: string;
  path: string;
  /** 0 when the connection ended without an answer. */
  status: number;
  registry?: string;
  blob?: string;
  blockId?: string;
}

/** A pipeline run as Resource Manager shows it. */
export interface RunResource {
  id: string;
  name: string;
  /** `createdBy` is the object id of the caller. */
  systemData: { createdAt: string; createdBy: string };
  properties: {
    request: { artifacts?: string[]; source?: { name: string }; target?: { name: string } };
    response?: { status: string; finishTime?: string };
  };
}

/** A pipeline as Resource Manager shows and takes it. */
interface PipelineResource {
  identity: unknown;
  properties: Record<string, unknown>;
}

/** What the services were asked for, and what pipeline runs there are. */
export interface InspectedRuns {
  /** Every run that a registry has. */
  list(side: 'source' | 'target'): Promise<RunResource[]>;
  /** Runs that began, since the stack started: every PUT that was answered with 201. */
  begun(): Promise<{ exports: number; imports: number }>;
  /** Requests of one step, oldest first. */
  requests(step: string): Promise<LoggedRequest[]>;
  /** The pipeline that exports from the source, or imports into the target. */
  pipeline(side: 'source' | 'target'): Promise<PipelineResource>;
  putPipeline(side: 'source' | 'target', pipeline: PipelineResource): Promise<void>;
  /** Gives the pipeline of a side other options, through Resource Manager; answers what gives it the old ones back. */
  setOptions(side: 'source' | 'target', options: string[]): Promise<() => Promise<void>>;
}

const API_VERSION = '2025-06-01-preview';

export function inspectRuns(stack: LocalStack, credential: DemoCredential): InspectedRuns {
  const requests = async (step: string): Promise<LoggedRequest[]> =>
    (await stack.admin<{ requests: LoggedRequest[] }>('GET', `requests?step=${step}`)).requests;
  const urlOf = (side: 'source' | 'target', resource: string): string =>
    `${stack.endpoints.resourceManager}${registryResourceId(side)}/${resource}?api-version=${API_VERSION}`;
  const call = async <T>(url: string, options: RequestOptions = {}): Promise<T> => {
    const { token } = await credential.getToken('https://management.azure.com/');
    const headers = { authorization: `Bearer ${token}` };
    const { status, json, text } = await stack.request<T>(url, { ...options, headers });
    if (status < 300) return json as T;
    throw new Error(`${url} answered ${status}: ${text}`);
  };
  const pipelines = {
    source: urlOf('source', `exportPipelines/${STACK_NAMES.source.pipeline}`),
    target: urlOf('target', `importPipelines/${STACK_NAMES.target.pipeline}`),
  };
  const pipeline = (side: 'source' | 'target'): Promise<PipelineResource> => call(pipelines[side]);
  const putPipeline = (side: 'source' | 'target', body: PipelineResource): Promise<void> =>
    call(pipelines[side], { method: 'PUT', body });
  return {
    requests,
    pipeline,
    putPipeline,
    async setOptions(side, options) {
      const before = await pipeline(side);
      await putPipeline(side, { ...before, properties: { ...before.properties, options } });
      return () => putPipeline(side, before);
    },
    async list(side) {
      const runs: RunResource[] = [];
      for (let url = urlOf(side, 'pipelineRuns'); url !== '';) {
        const page = await call<{ value: RunResource[]; nextLink?: string }>(url);
        runs.push(...page.value);
        url = page.nextLink ?? '';
      }
      return runs;
    },
    async begun() {
      const created = (await requests('arm.pipelineRuns.put')).filter(({ status }) => status === 201);
      const of = (side: 'source' | 'target') => created.filter(({ path }) => path.includes(registryResourceId(side)));
      return { exports: of('source').length, imports: of('target').length };
    },
  };
}
