import type { HostLog } from '../hostLog';
import type { FunctionApp } from './functionApp';

const BINDINGS = new Set([
  'httptrigger',
  'timertrigger',
  'eventgridtrigger',
  'orchestrationtrigger',
  'activitytrigger',
  'entitytrigger',
  'durableclient',
  'http',
]);

/** Logs a warning for every binding that this host does not serve: such a trigger never fires, such a binding stays empty. */
export function warnOfUnsupported(app: FunctionApp, log: HostLog): void {
  for (const entry of app.functions()) {
    for (const binding of Object.values(entry.metadata.bindings)) {
      if (BINDINGS.has(binding.type.toLowerCase())) continue;
      log.write(
        'warning',
        'Bindings',
        `${entry.name}: the built-in host does not serve ${binding.type}. Run the app with Azure Functions Core Tools instead.`,
      );
    }
  }
}
