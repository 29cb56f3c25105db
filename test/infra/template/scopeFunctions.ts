import type { Context } from './evaluate';
import { idBelow, idOfScope, type Scope } from './scope';

const TENANT = '99999999-9999-4999-8999-999999999999';

/** The functions of templates that depend on where one is deployed. */
export function scopeFunctions(scope: Scope, location: string): Context['functions'] {
  const { subscriptionId, resourceGroup } = scope;
  return {
    subscription: () => ({ id: idOfScope({ subscriptionId }), subscriptionId, tenantId: TENANT }),
    tenant: () => ({ tenantId: TENANT }),
    deployment: () => ({ name: 'deployment', location }),
    resourceGroup: () => {
      if (resourceGroup === undefined) throw new Error('resourceGroup() in a template of a subscription');
      return { id: idOfScope(scope), name: resourceGroup, location };
    },
    resourceId: (...args: string[]) => {
      const type = args.findIndex((one) => one.includes('/'));
      const place = args.slice(0, type);
      const group = place.at(-1) ?? resourceGroup;
      const at = {
        subscriptionId: place.length > 1 ? (place[0] ?? '') : subscriptionId,
        ...(group && { resourceGroup: group }),
      };
      return idBelow(idOfScope(at), args[type] ?? '', args.slice(type + 1));
    },
    subscriptionResourceId: (...args: string[]) => {
      const type = args.findIndex((one) => one.includes('/'));
      return idBelow(
        idOfScope({ subscriptionId: args.slice(0, type)[0] ?? subscriptionId }),
        args[type] ?? '',
        args.slice(type + 1),
      );
    },
    extensionResourceId: (of: string, type: string, ...names: string[]) => idBelow(of, type, names),
    tenantResourceId: (type: string, ...names: string[]) => idBelow('', type, names),
  };
}
