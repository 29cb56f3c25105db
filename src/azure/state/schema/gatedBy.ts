import type { RequestPolicyFactory } from '@azure/storage-blob';

/** Lets no request out before the gate is open; what it throws, the request throws. */
export function gatedBy(open: () => Promise<void>): RequestPolicyFactory {
  return {
    create: (next) => ({
      async sendRequest(request) {
        await open();
        return next.sendRequest(request);
      },
    }),
  };
}
