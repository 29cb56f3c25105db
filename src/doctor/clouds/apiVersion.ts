import { failed, ok, type EndCheck } from '../check';

/** Clouds differ in the previews that they know (acr-transfer §0). */
export const apiVersion: EndCheck = {
  code: 'api_version',
  about: 'end',
  question: 'Does the cloud know the API version of pipelines that its profile names?',
  isCheap: true,
  symptom: 'Pipelines and runs are refused with NoRegisteredProviderFound, or as an invalid resource type.',
  remedy: 'Put a version that the cloud lists into pipelineApiVersion of its profile in the routes file.',
  explains: ['service_refused'],
  async look({ versions }, { end }) {
    const { name, pipelineApiVersion } = end.cloud;
    const { isKnown, supported, words, correlationId } = await versions.look(end);
    const list = supported.length === 0 ? '' : ` It lists ${supported.join(', ')}.`;
    if (isKnown) return ok(`The cloud "${name}" takes ${pipelineApiVersion}.${list}`);
    const newest = supported
      .filter((version) => version.endsWith('-preview'))
      .sort()
      .at(-1);
    const value = newest === undefined ? 'a version that it knows' : `"${newest}"`;
    const found = failed(`The cloud "${name}" does not know ${pipelineApiVersion}: ${words}${list}`, {
      say: `Put ${value} into "pipelineApiVersion" of the cloud "${name}" in the routes file.`,
    });
    return { ...found, ...(correlationId !== undefined && { correlationId }) };
  },
};
