import type { SecretUser } from '../../domain/doctor/sasNeeds';
import type { EndOfRoute } from '../check';
import type { DoctorDependencies } from '../dependencies';

/** A secret with a SAS that something reads at one end. */
export interface UsedSecret {
  readonly uri: string;
  readonly users: readonly SecretUser[];
}

/** The pipeline's secret, as the service shows it or else as the route describes it, and the app's own; one that both use is one. */
export async function usedSecrets(
  { routePipelines }: Pick<DoctorDependencies, 'routePipelines'>,
  { name, end }: EndOfRoute,
): Promise<UsedSecret[]> {
  const pipeline = (await routePipelines.find(name, end)) ?? end.pipelineSettings;
  const isSas = pipeline?.storageAccessMode.toLowerCase() === 'sastoken';
  const [ofPipeline, ofApp] = [isSas ? pipeline.secretUri : undefined, end.sasSecretUri];
  if (ofPipeline !== undefined && ofApp !== undefined && same(ofPipeline, ofApp)) {
    return [{ uri: ofPipeline, users: ['pipeline', 'app'] }];
  }
  return [
    ...(ofPipeline === undefined ? [] : [{ uri: ofPipeline, users: ['pipeline'] as const }]),
    ...(ofApp === undefined ? [] : [{ uri: ofApp, users: ['app'] as const }]),
  ];
}

function same(one: string, other: string): boolean {
  const plain = (uri: string) => uri.replace(/\/+$/, '').toLowerCase();
  return plain(one) === plain(other);
}
