/** What one role allows, as Resource Manager tells it; `*` stands for any text. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/**
 * Whether roles allow an action on the management plane: what a role does not allow, another one may.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/role-definitions#notactions
 *
 * @param action  as `Microsoft.ContainerRegistry/registries/pipelineRuns/write`; letter case does not count
 */
export function allows(permissions: readonly Permission[], action: string): boolean {
  return permissions.some(({ actions, notActions }) => isAmong(actions, action) && !isAmong(notActions, action));
}

/** The same for an action on data, as `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read`. */
export function allowsData(permissions: readonly Permission[], action: string): boolean {
  return permissions.some(
    ({ dataActions, notDataActions }) => isAmong(dataActions, action) && !isAmong(notDataActions, action),
  );
}

function isAmong(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
}

/** By pieces, not by a regular expression: a pattern is somebody else's text. */
function matches(pattern: string, action: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === action;
  if (!action.startsWith(first) || action.length < first.length + last.length || !action.endsWith(last)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = action.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= action.length - last.length;
}
