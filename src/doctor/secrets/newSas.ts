import { azContainer, azSecret } from '../../domain/doctor/azNames';
import type { Fix } from '../../domain/doctor/finding';
import { renewSas } from '../../domain/doctor/renewSas';
import { sasNeeds, type SasNeeds } from '../../domain/doctor/sasNeeds';
import type { EndOfRoute } from '../check';
import type { DoctorDependencies } from '../dependencies';
import type { UsedSecret } from './usedSecrets';

/** How long the SAS of the command lasts. */
const VALID_DAYS = 90;
const DAY_MS = 24 * 3_600_000;

/** What the SAS in a secret has to allow here. */
export async function needsAt(
  { routePipelines }: Pick<DoctorDependencies, 'routePipelines'>,
  { route, name, end }: EndOfRoute,
  { users }: UsedSecret,
): Promise<SasNeeds> {
  const options = (await routePipelines.find(name, end))?.options ?? end.pipelineSettings?.options ?? [];
  return sasNeeds(name, users, route, options);
}

/** The way out of whatever is wrong with a SAS: another one, of the app's own making or signed with a key of the account. */
export async function newSas(deps: DoctorDependencies, at: EndOfRoute, secret: UsedSecret): Promise<Fix> {
  const byApp = renewSas(at.route.name, at.name, at.end, secret.uri);
  if (byApp) return byApp;
  const { needed } = await needsAt(deps, at, secret);
  const say = `Make a SAS of the container that allows ${needed}, by https only, and put it into the secret with a question mark before it.`;
  const [place, kept] = [azContainer(at.end.containerUri), azSecret(secret.uri)];
  if (!place || !kept) return { say };
  const until = new Date(deps.machine.now() + VALID_DAYS * DAY_MS).toISOString().replace(/:\d\d\.\d+Z$/, 'Z');
  const made = `az storage container generate-sas --account-name ${place.account} --name ${place.container} --permissions ${needed} --expiry ${until} --https-only --auth-mode key --output tsv`;
  // Where no SAS is made, what is in the secret stays.
  const command = `sas=$(${made}) && az keyvault secret set --vault-name ${kept.vault} --name ${kept.secret} --value "?$sas" --expires ${until}`;
  return { say, command };
}
