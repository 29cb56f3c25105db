import { deployEvents, deployInfra, SOURCE_REGISTRY, TARGET_REGISTRY } from '../deployInfra';
import { grantsOf, type Grant } from '../roles/grantsOf';
import { ROLES } from '../roles/roleNames';
import { table } from './markdown';

const OPERATOR = '77777777-7777-4777-8777-777777777777';
const PEOPLE = { [OPERATOR]: 'the operator' };
const PLACES = { [SOURCE_REGISTRY]: 'source registry', [TARGET_REGISTRY]: 'target registry' };

const ALWAYS = 'always';
/** What else a deployment may say, and how the table calls that. */
const VARIANTS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  [ALWAYS, {}],
  ['`operatorId`', { operatorId: OPERATOR }],
  ['`storageAccessMode` is `SasToken`', { storageAccessMode: 'SasToken' }],
  ['`pipelinesMadeBy` is `app`', { pipelinesMadeBy: 'app' }],
  ['`repositoryPermissions`', { repositoryPermissions: true }],
  ['`monitoring` is off', { monitoring: false }],
  ['`privateNetworking`', { privateNetworking: true }],
];
const APP_ROLES = ['both', 'exportOnly', 'importOnly'] as const;

interface Row {
  readonly grant: Grant;
  /** In which variants, by role of the app. */
  readonly when: Map<string, Set<string>>;
}

/** The part of docs/security.md that says who may do what where: read out of the template. */
export function rolesPart(): string {
  const cells = rows().flatMap(({ grant: { who, on, role }, when }) =>
    grouped(when).map(([text, roles]) => [who, on, role, roles, text]),
  );
  const own = Object.values(ROLES.custom).flatMap(({ role, insteadOf, why, actions, dataActions }) => [
    `- **${role}**, instead of ${insteadOf}. ${why}`,
    ...[...actions, ...dataActions].map((action) => `  - \`${action}\``),
  ]);
  return [
    table(['who', 'on', 'role', 'in the roles', 'when'], cells),
    'Where a built-in role gives more than is needed, the deployment makes one of its own, which allows no more than this:',
    own.join('\n'),
  ].join('\n\n');
}

function rows(): Row[] {
  const found = new Map<string, Row>();
  for (const [variant, parameters] of VARIANTS) {
    for (const role of APP_ROLES) {
      const infra = deployInfra({ role, ...parameters });
      const resources = [...infra.resources, ...deployEvents(infra).resources];
      for (const grant of grantsOf({ ...infra, resources }, PEOPLE, PLACES)) {
        const key = [grant.who, grant.on, grant.role].join('|');
        const row = found.get(key) ?? { grant, when: new Map<string, Set<string>>() };
        found.set(key, row);
        row.when.set(role, (row.when.get(role) ?? new Set()).add(variant));
      }
    }
  }
  return [...found.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

/** When, with the roles of the app in which it is so. */
function grouped(when: Row['when']): [string, string][] {
  const texts = new Map<string, string[]>();
  for (const [role, variants] of when) {
    const text = whenOf(variants);
    texts.set(text, [...(texts.get(text) ?? []), `\`${role}\``]);
  }
  return [...texts].map(([text, roles]) => [text, roles.length === APP_ROLES.length ? 'all' : roles.join(', ')]);
}

/** What is always there but in some variants is told by those. */
function whenOf(variants: ReadonlySet<string>): string {
  if (!variants.has(ALWAYS)) return [...variants].join(', ');
  const lacking = VARIANTS.map(([name]) => name).filter((name) => !variants.has(name));
  return lacking.length === 0 ? ALWAYS : `unless ${lacking.join(', ')}`;
}
