import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const SCRIPT = require.resolve('../../scripts/compileInfra');
const PACKAGE = 'azure.bicep.commandline.linux-x64/1.2.3/tools';
const TEMPLATE = '{"contentVersion":"1.0.0.0","metadata":{"_generator":{"name":"bicep"}},"resources":{}}';

describe('compileInfra', () => {
  let root: string;
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  /** A compiler of one version that says the same of each file. */
  const install = (version: string, build: string): void => {
    const script = `#!/bin/sh\nif [ "$1" = --version ]; then echo "Bicep CLI version ${version} (x)"; else ${build}; fi\n`;
    write(`packages/${PACKAGE}/bicep`, script);
  };
  const compile = (options = {}): Promise<{ stdout: string }> =>
    promisify(execFile)(
      process.execPath,
      ['-e', `require(${JSON.stringify(SCRIPT)}).compileInfra(${JSON.stringify(root)}, ${JSON.stringify(options)})`],
      { env: { PATH: path.join(root, 'empty'), NUGET_PACKAGES: path.join(root, 'packages') } },
    );
  const compiled = (): string => readFileSync(path.join(root, 'infra/main.json'), 'utf8');

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'compile infra '));
    write('infra/bicep.csproj', '<PackageDownload Include="Azure.Bicep.CommandLine.linux-x64" Version="[1.2.3]" />');
    write('infra/main.bicep', '');
    write('infra/types.bicep', '');
    install('1.2.3', `echo '${TEMPLATE}'`);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('writes what the compiler of the restored package says, without its mark, and finds it equal', async () => {
    chmodSync(path.join(root, 'packages', PACKAGE, 'bicep'), 0o644);
    await compile();
    expect(JSON.parse(compiled())).toEqual({ contentVersion: '1.0.0.0', metadata: {}, resources: {} });
    await compile({ isCheck: true });
  });

  it('a template that is not what its source says is named, and stays', async () => {
    await compile();
    const before = compiled();
    install('1.2.3', `echo '${TEMPLATE.replace('1.0.0.0', '2.0.0.0')}'`);
    await expect(compile({ isCheck: true })).rejects.toThrow(
      'infra/main.json is not what its source says. Next step: npm run infra.',
    );
    expect(compiled()).toBe(before);
  });

  it('a template that was never written is named', async () => {
    await expect(compile({ isCheck: true })).rejects.toThrow('infra/main.json is not what its source says.');
  });

  it('a warning is an error, in the words of the linter', async () => {
    install('1.2.3', `echo '${TEMPLATE}'; echo 'main.bicep(1,7) : Warning no-unused-params' >&2`);
    await expect(compile()).rejects.toThrow('main.bicep(1,7) : Warning no-unused-params');
  });

  it('without any compiler it says so loudly, with the next step', async () => {
    rmSync(path.join(root, 'packages'), { recursive: true });
    await expect(compile()).rejects.toThrow(/INFRA NOT COMPILED: .*\n.*Next step: dotnet restore infra\/bicep\.csproj/);
  });
});
