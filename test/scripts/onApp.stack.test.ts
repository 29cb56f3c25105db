import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ON_APP = path.resolve(__dirname, '../../.ci/on-app');
/** Answers as the Azure CLI does, after it has written down what it was asked. */
const AZ = `#!/usr/bin/env bash
echo "$*" >>"$ASKED"
case "$*" in
  *'functionapp show'*) echo "$HOST_NAME" ;;
  *'keys list'*) echo "$KEY" ;;
  *"get-access-token --resource api://ferry "*) echo 'the token' ;;
esac
`;

describe('.ci/on-app', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'on app '));
  const asked = path.join(folder, 'asked');
  writeFileSync(path.join(folder, 'az'), AZ, { mode: 0o755 });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (env: Record<string, string>, ...command: string[]) =>
    spawnSync(ON_APP, command, {
      encoding: 'utf8',
      env: {
        ...{ PATH: `${folder}:${process.env['PATH']}`, ASKED: asked, HOST_NAME: 'app.example', KEY: 'the key' },
        ...{ RESOURCE_GROUP: 'ferry', FUNCTION_APP: 'the-app', ...env },
      },
    });

  it('gives a command the address and the key of the app, and ends as it does', () => {
    const { stdout, status } = run({}, 'bash', '-c', 'echo "$FERRY_URL $FERRY_KEY"; exit 3');
    expect([stdout, status]).toEqual(['https://app.example the key\n', 3]);
    expect(readFileSync(asked, 'utf8')).toContain(
      'functionapp keys list --resource-group ferry --name the-app --output tsv --query functionKeys.default\n',
    );
  });

  it.each([
    [{ GITHUB_ACTIONS: 'true' }, '::add-mask::the key\n'],
    [{ TF_BUILD: 'True' }, '##vso[task.setsecret]the key\n'],
  ])('has the logs of %j mask the key', (env, printed) => expect(run(env, 'true').stdout).toBe(printed));

  it('gives it a token, too, masked in the logs, where callers have to sign in', () => {
    const command = ['bash', '-c', 'echo "${FERRY_TOKEN-none}"'];
    expect(run({}, ...command).stdout).toBe('none\n');
    expect(run({ FERRY_AUDIENCE: '' }, ...command).stdout).toBe('none\n');
    expect(run({ FERRY_AUDIENCE: 'api://ferry' }, ...command).stdout).toBe('the token\n');
    const masked = run({ FERRY_AUDIENCE: 'api://ferry', GITHUB_ACTIONS: 'true', TF_BUILD: 'True' }, 'true').stdout;
    expect(masked).toContain('::add-mask::the token\n##vso[task.setsecret]the token\n');
  });

  it.each([{ KEY: '' }, { HOST_NAME: '' }])('runs nothing with %j, and says what is missing', (env) => {
    const { stdout, stderr, status } = run(env, 'echo', 'ran');
    expect([stdout, status]).toEqual(['', 2]);
    expect(stderr).toContain('The app the-app in ferry shows no host name, or no function key');
  });

  it.each(['RESOURCE_GROUP', 'FUNCTION_APP'])('asks for nothing where %s is empty, and names it', (name) => {
    writeFileSync(asked, '');
    const { stderr, status } = run({ [name]: '' }, 'echo', 'ran');
    expect([status === 0, stderr]).toEqual([false, expect.stringMatching(`${name}: names no `)]);
    expect(readFileSync(asked, 'utf8')).toBe('');
  });
});
