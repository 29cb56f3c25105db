import type { Deployment } from '../template/deployTemplate';
import { roleNames } from './roleNames';

/** That somebody has a role somewhere, in words. */
export interface Grant {
  readonly who: string;
  readonly on: string;
  readonly role: string;
  /** Resource id of what it is given on. */
  readonly scope: string;
  /** Id of the assignment. */
  readonly id: string;
}

const ASSIGNMENT = 'Microsoft.Authorization/roleAssignments';
const TOPIC = 'Microsoft.EventGrid/systemTopics';
const IDENTITY = 'Microsoft.ManagedIdentity/userAssignedIdentities';

/**
 * The roles that a deployment gives.
 *
 * @param people names of principals that are not made by it, by their object ids
 * @param places names of resources that are not made by it, by their ids
 * @throws Error where a principal, a role or a place has no name: the table of rights would not tell of it
 */
export function grantsOf(
  deployment: Deployment,
  people: Readonly<Record<string, string>>,
  places: Readonly<Record<string, string>>,
): Grant[] {
  const roles = roleNames(deployment);
  const who = new Map([...Object.entries(people), ...identitiesOf(deployment)]);
  return deployment.resources
    .filter(({ type }) => type === ASSIGNMENT)
    .map(({ id, extends: scope = '', properties }) => ({
      who: named(who.get(String(properties['principalId'])), String(properties['principalId'])),
      on: placeName(scope, places),
      role: named(roles.get(String(properties['roleDefinitionId']).split('/').at(-1) ?? ''), id),
      ...{ scope, id },
    }));
}

function identitiesOf({ resources }: Deployment): (readonly [string, string])[] {
  return resources.flatMap(({ type, id, answers }) => {
    const principalId = answers['principalId'];
    if (typeof principalId !== 'string') return [];
    const name = type === IDENTITY ? identityName(id) : type === TOPIC ? topicName(id) : `${type} ${id}`;
    return [[principalId, name] as const];
  });
}

function identityName(id: string): string {
  const [, end] = /\/id-ferry-(source|target)-/.exec(id) ?? [];
  if (end === undefined) return 'the app';
  return end === 'source' ? 'the export pipeline' : 'the import pipeline';
}

function topicName(id: string): string {
  return `the system topic of the ${id.includes('/systemTopics/ferry-ferryimp') ? 'target storage' : 'source registry'}`;
}

const MADE: readonly (readonly [RegExp, string])[] = [
  [/^ferryhost/, 'host storage'],
  [/^ferrystate/, 'state storage'],
  [/^ferryexp/, 'source storage'],
  [/^ferryimp/, 'target storage'],
  [/^kv-ferry-/, 'vault of credentials'],
  [/^appi-ferry-/, 'log'],
  [/^kv-sou-/, 'vault of the export SAS'],
  [/^kv-tar-/, 'vault of the import SAS'],
  [/^ferry-ferryimp/, 'system topic of the target storage'],
  [/^ferry-/, 'system topic of the source registry'],
  [/^id-ferry-source-/, 'identity of the export pipeline'],
  [/^id-ferry-target-/, 'identity of the import pipeline'],
];

function placeName(scope: string, places: Readonly<Record<string, string>>): string {
  const [, account = scope, container] = /^(.*?)(?:\/blobServices\/default\/containers\/([^/]+))?$/.exec(scope) ?? [];
  const name = account.split('/').at(-1) ?? '';
  const known = places[account] ?? MADE.find(([pattern]) => pattern.test(name))?.[1];
  return container === undefined ? named(known, scope) : `${named(known, scope)}, container \`${container}\``;
}

function named(name: string | undefined, id: string): string {
  if (name === undefined) throw new Error(`${id} has no name in the table of rights`);
  return name;
}
