const { spawnSync } = require('node:child_process');
const { chmodSync, existsSync, readFileSync } = require('node:fs');
const { homedir } = require('node:os');
const path = require('node:path');

const PACKAGE = 'Azure.Bicep.CommandLine.linux-x64';

/**
 * Finds a Bicep compiler: that of NuGet's package which `dotnet restore infra/bicep.csproj` brings, then `bicep` of the PATH, then the
 * one of the Azure CLI. Undefined where there is none.
 *
 * @param root folder of the project
 * @returns {{ command: string, args: string[], isPinned: boolean } | undefined} `isPinned`: it has the version of infra/bicep.csproj
 */
function findBicep(root) {
  const [, version] = /Version="\[(.+?)\]"/.exec(readFileSync(path.join(root, 'infra/bicep.csproj'), 'utf8'));
  const packages = process.env.NUGET_PACKAGES ?? path.join(homedir(), '.nuget', 'packages');
  const restored = path.join(packages, PACKAGE.toLowerCase(), version, 'tools', 'bicep');
  // NuGet unpacks it without the right to run it.
  if (existsSync(restored)) chmodSync(restored, 0o755);
  const candidates = [
    { command: restored, args: [] },
    { command: 'bicep', args: [] },
    { command: 'az', args: ['bicep'] },
  ];
  for (const { command, args } of candidates) {
    const asked = spawnSync(command, [...args, command === 'az' ? 'version' : '--version'], { encoding: 'utf8' });
    if (asked.status === 0) return { command, args, isPinned: asked.stdout.includes(` ${version} `) };
  }
  return undefined;
}

module.exports = { findBicep };
