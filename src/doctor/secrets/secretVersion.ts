import { ok, warning, type EndCheck } from '../check';
import { lookAtSecrets } from './lookAtSecrets';

/** The how-to names secrets without a version (acr-transfer §11). */
export const secretVersion: EndCheck = {
  code: 'secret_version',
  about: 'end',
  question: 'Is the latest version of the secrets with the SAS used?',
  isCheap: false,
  symptom: 'Runs fail with a SAS that has expired, although a new one is in the secret.',
  remedy: 'Name the secret without a version, in the pipeline and in the routes file.',
  explains: ['export_run_failed', 'import_run_failed', 'access_denied'],
  look: (deps, at) =>
    lookAtSecrets(deps, at, ({ uri, users }) => {
      const [, , , version = ''] = new URL(uri).pathname.split('/');
      if (version === '') return ok(`The secret ${uri} is named without a version.`);
      const isOfPipeline = users.includes('pipeline');
      const who = isOfPipeline ? 'The pipeline' : 'The routes file (sasSecretUri)';
      const say = isOfPipeline
        ? `Name the secret without its version in "pipelineSettings", and have the app change the pipeline.`
        : 'Name the secret without its version in the routes file.';
      const command = `curl -X PUT "$FERRY_URL/api/routes/${at.route.name}/pipelines?end=${at.name}" -H "x-functions-key: $FERRY_KEY"`;
      return warning(`${who} names one version of the secret, ${uri}: a SAS that takes its place is not used.`, {
        say,
        ...(isOfPipeline && { command }),
      });
    }),
};
