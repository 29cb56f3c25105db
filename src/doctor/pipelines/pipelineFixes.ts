import type { Fix } from '../../domain/doctor/finding';
import { fixBy } from '../../domain/doctor/fixBy';
import { pipelineIdOf } from '../../domain/pipelines/pipelineId';
import type { EndOfRoute } from '../check';

/** Has the app make the pipeline what the routes file describes. */
export function putPipeline({ route, name, end }: EndOfRoute): Fix {
  const describe = end.pipelineSettings ? '' : 'Describe the pipeline with "pipelineSettings" in the routes file, and ';
  const say = `${describe}have the app make it, which takes the API key in FERRY_KEY.`;
  return fixBy(
    `${say.charAt(0).toUpperCase()}${say.slice(1)}`,
    `curl -X PUT "$FERRY_URL/api/routes/${route.name}/pipelines?end=${name}" -H "x-functions-key: $FERRY_KEY"`,
    route.name,
  );
}

/**
 * Changes one property of the pipeline: by the app where the routes file describes the pipeline, else by hand.
 *
 * @param set  as `az resource update --set` takes it, free of single quotes
 * @see https://learn.microsoft.com/cli/azure/resource#az-resource-update
 */
export function changePipeline(at: EndOfRoute, say: string, set: string): Fix {
  const { name, end } = at;
  if (end.pipelineSettings) return putPipeline(at);
  const { pipelineApiVersion } = end.cloud;
  const id = pipelineIdOf(name, end);
  if (set.includes("'")) return { say };
  const command = `az resource update --ids "${id}" --api-version ${pipelineApiVersion} --set '${set}'`;
  return fixBy(say, command, id, pipelineApiVersion);
}

/** For what the routes file itself asks for: to apply it as it is would mend nothing. @param change  of the routes file, as an order */
export function describeAnew(at: EndOfRoute, change: string): Fix {
  return { ...putPipeline(at), say: `${change} of the route, then have the app apply it.` };
}
