import { fixBy } from '../../domain/doctor/fixBy';
import type { RegistryFacts } from '../../domain/ports/registryFacts';
import { failed, notCheckable, ok, type EndCheck } from '../check';
import { findRegistry } from './findRegistry';

/** The pipelines work inside of the registry; it is the app that plans and verifies from outside. */
export const registryReachable: EndCheck = {
  code: 'registry_reachable',
  about: 'end',
  question: 'Do the network rules of the registry let the app in?',
  isCheap: true,
  symptom:
    'Nothing can be planned or verified: the registry answers that the client with this IP is not allowed access.',
  remedy:
    'Let the app in: a private endpoint and VNet integration, its outbound addresses in the rules, or public access.',
  explains: ['access_denied', 'service_unavailable', 'not_verified'],
  look: (deps, at) =>
    findRegistry(deps, at, async (facts) => {
      if (facts.loginServer === undefined) return notCheckable('The registry has no login server yet.');
      const { registryName } = at.end;
      const look = await deps.endpoints.look(`https://${facts.loginServer}/v2/`, at.end.cloud);
      const rules = rulesOf(facts);
      // Without a credential a registry that is reached answers 401; its network rules answer 403: aka.ms/acr/firewall
      if (look.answers && look.status !== 403) return ok(`${facts.loginServer} answers. ${rules}`);
      const words = look.answers ? `answers 403: ${look.words}` : `does not answer: ${look.words}`;
      const say =
        'Integrate the app with a network that has a private endpoint of the registry, or open it to all networks:';
      return failed(
        `${facts.loginServer} ${words}. ${rules}`,
        fixBy(
          say,
          `az acr update --name ${registryName} --public-network-enabled true --default-action Allow`,
          registryName,
        ),
      );
    }),
};

function rulesOf({
  publicNetworkAccess = 'not told',
  defaultAction,
  ipRules,
  privateEndpoints,
}: RegistryFacts): string {
  const ranges = ipRules.length === 0 ? '' : `, lets in ${ipRules.length} ranges of addresses`;
  const rest = defaultAction === undefined ? '' : `, by default ${defaultAction}`;
  return `Its public network access is ${publicNetworkAccess}${rest}${ranges}; it has ${privateEndpoints} private endpoints.`;
}
