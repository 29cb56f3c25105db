/**
 * The host's extensions that the app's triggers and bindings need, and what writes bin/extensions.json, which the host reads in
 * place of an extension bundle (azure-functions-host: Utility.TryResolveExtensionsMetadataPath).
 *
 * The bundle 4.38.0 takes the newest 3.x of both (azure-functions-extension-bundles: extensions.json). Here they are fixed: what is
 * carried over is what was tried.
 */
const EXTENSIONS = {
  'Microsoft.Azure.WebJobs.Extensions.DurableTask': '3.19.0',
  'Microsoft.Azure.WebJobs.Extensions.EventGrid': '3.3.0',
  'Microsoft.Azure.WebJobs.Script.ExtensionsMetadataGenerator': '4.0.1',
};

/** A project that has no code of its own: building it puts the extensions into a folder. */
function extensionsProject() {
  const references = Object.entries(EXTENSIONS).map(
    ([name, version]) => `    <PackageReference Include="${name}" Version="[${version}]" />`,
  );
  return [
    '<Project Sdk="Microsoft.NET.Sdk">',
    '  <PropertyGroup>',
    '    <TargetFramework>net8.0</TargetFramework>',
    '    <DefaultItemExcludes>**</DefaultItemExcludes>',
    '  </PropertyGroup>',
    '  <ItemGroup>',
    ...references,
    '  </ItemGroup>',
    '</Project>',
    '',
  ].join('\n');
}

module.exports = { extensionsProject };
