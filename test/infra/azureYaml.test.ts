import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { deployInfra } from './deployInfra';

interface Hook {
  posix: { run: string };
  windows: { run: string };
}

const ROOT = path.join(__dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const AZURE = parse(read('azure.yaml')) as {
  infra: { path: string; module: string };
  services: Record<
    string,
    { host: string; project: string; dist: string; remoteBuild?: boolean; hooks: Record<string, Hook> }
  >;
  hooks: Record<string, Hook>;
};

it('deploys the template with the parameters beside it', () => {
  const { path: folder, module } = AZURE.infra;
  expect(
    [`${folder}/${module}.bicep`, `${folder}/${module}.parameters.json`].every((file) =>
      existsSync(path.join(ROOT, file)),
    ),
  ).toBe(true);
});

it('publishes what the package command writes to the app that has the name of the service in its tag, built already', () => {
  const tagged = deployInfra().resources.flatMap(({ body }) => {
    const { 'azd-service-name': name } = (body['tags'] ?? {}) as Record<string, string>;
    return name === undefined ? [] : [name];
  });
  expect(Object.keys(AZURE.services)).toEqual(tagged);
  expect(AZURE.services['app']).toMatchObject({ host: 'function', project: '.', dist: 'out/app' });
  // Whatever its value, azd refuses other plans than Flex Consumption with it (azure-dev, service_target_functionapp.go).
  expect(AZURE.services['app']).not.toHaveProperty('remoteBuild');
  // With either, azd has Azure build a package that is built already, or refuses it.
  expect(read('.funcignore')).not.toMatch(/^\/?(node_modules|dist)\/?$/m);
});

it('.funcignore says each thing once', () => {
  const lines = read('.funcignore').trim().split('\n');
  expect(lines).toEqual([...new Set(lines)]);
  expect(lines).toEqual(expect.arrayContaining(['bench/**', 'dist/bench/**']));
});

it('its hooks are the same everywhere, and run what is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const hooks = { ...AZURE.hooks, ...AZURE.services['app']?.hooks };
  expect(Object.keys(hooks).sort()).toEqual(['postdeploy', 'prepackage']);
  for (const { posix, windows } of Object.values(hooks)) {
    expect(windows.run).toBe(posix.run);
    const [command, ...args] = posix.run.split(' ');
    const isThere =
      command === 'npm'
        ? (scripts[args[1] ?? ''] ?? args[1] === 'package')
        : existsSync(path.join(ROOT, args[0] ?? ''));
    expect([posix.run, Boolean(isThere)]).toEqual([posix.run, true]);
  }
});
