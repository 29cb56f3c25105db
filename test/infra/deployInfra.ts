import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deployTemplate, type Deployment } from './template/deployTemplate';
import type { Template } from './template/template';

/** The committed template, compiled from infra/main.bicep. */
export const MAIN = readTemplate('main');

export const SUBSCRIPTION = '11111111-2222-4333-8444-555555555555';
const REGISTRIES = `/subscriptions/66666666-7777-4888-8999-000000000000/resourceGroups/images/providers/Microsoft.ContainerRegistry/registries`;
export const SOURCE_REGISTRY = `${REGISTRIES}/builds`;
export const TARGET_REGISTRY = `${REGISTRIES}/production`;

/** Deploys infra/ on paper: with both registries, unless the parameters say otherwise. */
export function deployInfra(parameters: Readonly<Record<string, unknown>> = {}): Deployment {
  const given = {
    ...{ name: 'ferry', location: 'westeurope' },
    ...{ sourceRegistryId: SOURCE_REGISTRY, targetRegistryId: TARGET_REGISTRY },
    ...parameters,
  };
  return deployTemplate(MAIN, { subscriptionId: SUBSCRIPTION }, given);
}

/** Deploys infra/events.bicep on paper, with what a deployment of infra/main.bicep tells of itself. */
export function deployEvents({ outputs }: Deployment, parameters: Readonly<Record<string, unknown>> = {}): Deployment {
  const given = { ...(outputs['eventParameters'] as Readonly<Record<string, unknown>>), ...parameters };
  return deployTemplate(readTemplate('events'), { subscriptionId: SUBSCRIPTION }, given);
}

/** A template of infra/, as it was committed. */
export function readTemplate(name: string): Template {
  return JSON.parse(readFileSync(path.join(__dirname, `../../infra/${name}.json`), 'utf8')) as Template;
}

/** The app settings that a deployment sets. */
export function settingsOf({ resources }: Deployment): Readonly<Record<string, string>> {
  const settings = resources.find(({ id }) => id.endsWith('/config/appsettings'));
  if (!settings) throw new Error('the deployment has no app settings');
  return settings.properties as Record<string, string>;
}
