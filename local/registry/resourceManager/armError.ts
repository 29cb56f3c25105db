/** An error as Azure Resource Manager answers it: `{error: {code, message}}`. */
export class ArmError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'ArmError';
  }
}

export function resourceNotFound(type: string, name: string, resourceGroup: string): ArmError {
  const message = `The Resource '${type}/${name}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
  return new ArmError(404, 'ResourceNotFound', message);
}

export function invalidInput(message: string): ArmError {
  return new ArmError(400, 'InvalidRequestParameters', message);
}
