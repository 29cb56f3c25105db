import type { EndpointLook } from '../../domain/ports/endpoints';
import { failed, ok, type EndCheck } from '../check';
import { endpointsOf } from './endpointsOf';

export const cloudEndpoints: EndCheck = {
  code: 'cloud_endpoints',
  about: 'end',
  question: 'Do Resource Manager and the login endpoint of the cloud answer, with a certificate that is trusted?',
  isCheap: true,
  symptom: 'Nothing of a cloud can be reached: no address, no connection, or a certificate that is not trusted.',
  remedy:
    'Correct the endpoints in "clouds" of the routes file; let the app through firewall and proxy; name the certificate authority in certificateAuthority of the cloud.',
  explains: ['service_unavailable', 'secret_unavailable'],
  async look({ endpoints }, { end }) {
    const looks = await Promise.all(
      endpointsOf(end).map(async (url) => ({ url, look: await endpoints.look(url, end.cloud) })),
    );
    const silent = looks.find(({ look }) => !look.answers);
    if (!silent) return ok(looks.map(({ url, look }) => `${url} ${words(look)}`).join(' '));
    const isDistrusted = !silent.look.answers && silent.look.isDistrusted;
    return failed(`${silent.url} ${words(silent.look)}`, {
      say: isDistrusted
        ? `Put the certificate of the authority that signed for this endpoint into a file, and its path into "certificateAuthority" of the cloud "${end.cloud.name}" in the routes file.`
        : `Correct the endpoint of the cloud "${end.cloud.name}" in the routes file, or let the app through to it.`,
    });
  },
};

function words(look: EndpointLook): string {
  return look.answers ? `answers ${look.status}.` : `does not answer: ${look.words}.`;
}
