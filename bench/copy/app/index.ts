/**
 * The whole app, as it is, and one more orchestration, which begins where a transfer has its exported blob: `benchCopy`
 * runs the app's own copyBlob with its lanes, activities and history. Nothing here is deployed.
 */
import { app as functions, type HttpRequest } from '@azure/functions';
import { app as durable, getClient, input, type OrchestrationContext, type Task } from 'durable-functions';
import '../../../src/index';
import { copyBlob } from '../../../src/orchestrations/copyBlob';
import type { BatchInput } from '../../../src/orchestrations/batchInput';
import type { ExportedBlob } from '../../../src/domain/copy/exportedBlob';

export interface BenchCopyInput {
  batch: BatchInput;
  blob: ExportedBlob;
}

durable.orchestration('benchCopy', function* (context: OrchestrationContext): Generator<Task, unknown, never> {
  const { batch, blob } = context.df.getInput<BenchCopyInput>();
  return yield* copyBlob(context, batch, blob);
});

const client = { extraInputs: [input.durableClient()], authLevel: 'function' as const };

functions.http('startBenchCopy', {
  methods: ['POST'],
  route: 'bench/copies',
  ...client,
  async handler(request: HttpRequest, context) {
    const copy = (await request.json()) as BenchCopyInput;
    const { transferId } = copy.batch;
    await getClient(context).startNew('benchCopy', { instanceId: transferId, input: copy });
    return { status: 202 };
  },
});

functions.http('getBenchCopy', {
  methods: ['GET'],
  route: 'bench/copies/{id}',
  ...client,
  async handler(request: HttpRequest, context) {
    const { runtimeStatus, output } = await getClient(context).getStatus(request.params['id'] ?? '');
    return { jsonBody: { runtimeStatus, output: output as unknown } };
  },
});
