import { pipelineWords, type ActualPipeline } from '../../domain/pipelines/pipeline';
import { notCheckable, type EndOfRoute, type Found } from '../check';
import type { DoctorDependencies } from '../dependencies';

/** Judges the pipeline of an end; one that is not there is another check's fault. */
export async function findPipeline(
  { routePipelines }: DoctorDependencies,
  { name, end }: EndOfRoute,
  judge: (actual: ActualPipeline) => Found,
): Promise<Found> {
  const actual = await routePipelines.find(name, end);
  return actual ? judge(actual) : notCheckable(`There is no such pipeline: ${pipelineWords(name, end)}.`);
}
