metadata description = 'The region of a registry: what is below it, and its system topic, has to be there, too.'

param registryName string

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

output location string = registry.location
