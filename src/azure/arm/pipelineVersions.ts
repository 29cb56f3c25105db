import type { PipelineVersions } from '../../domain/ports/pipelineVersions';
import { isAbsence } from '../../domain/weather';
import type { CredentialFor } from '../identity/credentials';
import { ferryErrorFor } from '../serviceError';
import { createPipelineClients, IMPORT_PIPELINE_PATH, registryPathOf, ROLE, send, wordsOf } from './pipelineClient';

/** The services' codes for a version that they do not know: learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-invalid-resource-type */
const UNKNOWN_VERSION = ['NoRegisteredProviderFound', 'InvalidApiVersionParameter', 'InvalidResourceType'];
const VERSION = /\b20\d\d-\d\d-\d\d(?:-[a-z]+)?\b/g;

/**
 * Reads an import pipeline, whether it exists or not: an API version that is not known is refused before that is looked for.
 *
 * Errors: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createPipelineVersions(credentialFor: CredentialFor): PipelineVersions {
  const clientFor = createPipelineClients(credentialFor);
  return {
    async look(end) {
      const doing = `ask ${end.cloud.resourceManagerEndpoint} for pipelines`;
      const path = clientFor(end).path(IMPORT_PIPELINE_PATH, ...registryPathOf(end), end.pipeline);
      const answer = await send<unknown>(() => path.get(), doing);
      const said = wordsOf(answer);
      const listed = versionsIn(answer.headers['api-supported-versions']);
      if (answer.status === 200 || isAbsence(said)) return { isKnown: true, supported: listed, words: said.words };
      if (!UNKNOWN_VERSION.includes(said.code ?? '')) throw ferryErrorFor(said, doing, ROLE);
      const asked = end.cloud.pipelineApiVersion;
      const supported = listed.length > 0 ? listed : versionsIn(said.words).filter((version) => version !== asked);
      const { words, correlationId } = said;
      return { isKnown: false, supported, words, ...(correlationId !== undefined && { correlationId }) };
    },
  };
}

function versionsIn(text: string | undefined): string[] {
  return [...new Set(text?.match(VERSION) ?? [])];
}
