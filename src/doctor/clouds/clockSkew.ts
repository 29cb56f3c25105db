import { failed, notCheckable, ok, warning, type EndCheck } from '../check';

const YELLOW_SECONDS = 120;
/** Tokens are taken five minutes before and after their time: github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet */
const RED_SECONDS = 300;

export const clockSkew: EndCheck = {
  code: 'clock_skew',
  about: 'end',
  question: "Does the machine's clock agree with that of the cloud?",
  isCheap: true,
  symptom: 'Tokens and SAS are refused as not yet valid, or as expired, though they are new.',
  remedy: 'Set the clock of the machine that the app runs on, by NTP.',
  explains: ['access_denied', 'secret_unavailable'],
  async look({ endpoints, machine }, { end }) {
    const url = end.cloud.resourceManagerEndpoint;
    const before = machine.now();
    const look = await endpoints.look(url, end.cloud);
    if (!look.answers) return notCheckable(`${url} does not answer.`);
    if (look.date === undefined) return notCheckable(`${url} tells no time.`);
    // The header has whole seconds, and is somewhere between question and answer.
    const early = Math.max(0, before - look.date - 1_000);
    const late = Math.max(0, look.date - machine.now());
    const seconds = Math.round(Math.max(early, late) / 1_000);
    if (seconds < YELLOW_SECONDS) return ok(`It agrees with ${url}, within ${YELLOW_SECONDS} seconds.`);
    const evidence = `It is ${seconds} seconds ${late > early ? 'behind' : 'ahead of'} ${url}.`;
    const fix = { say: 'Set the clock of the machine that the app runs on, by NTP.' };
    return seconds < RED_SECONDS ? warning(evidence, fix) : failed(evidence, fix);
  },
};
