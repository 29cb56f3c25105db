/** What Microsoft Entra ID, or the endpoint of a managed identity, said when it gave no token. */
export interface IdentityAnswer {
  /** HTTP status, as far as it is known. */
  status?: number;
  /** `AADSTS7000215`, or the code of OAuth. */
  code?: string;
  message: string;
}

interface Thrown {
  name?: string;
  message?: string;
  cause?: unknown;
}

const NAMES = new Set(['AuthenticationRequiredError', 'CredentialUnavailableError', 'AuthenticationError']);
/** How MSAL writes down what an authority answered. */
const SAID = /^(?:.*Message )?(\w*): Error\(s\): .*? - Description: (.*?) - Correlation ID: /s;
/** https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token#error-handling */
const PASSES = new Set([404, 408, 410, 429]);

/** Reads what a credential threw, whose only field is a text; undefined for any other error. */
export function identityAnswerIn(error: unknown): IdentityAnswer | undefined {
  const { name = '', message = '', cause } = (error ?? {}) as Thrown;
  if (!NAMES.has(name)) return undefined;
  const [, oauth = '', description = message] = SAID.exec(message) ?? [];
  const code = /AADSTS\d+/.exec(message)?.[0] ?? oauth;
  const status = refusalIn(cause);
  const said = oauth === '' || description.includes(oauth) ? description : `${oauth}: ${description}`;
  return { message: said, ...(code !== '' && { code }), ...(status !== undefined && { status }) };
}

/** The status of an identity that does not exist, or may not be used; that it is not known yet is no refusal. */
function refusalIn(cause: unknown): number | undefined {
  const { status } = (cause ?? {}) as { status?: unknown };
  if (typeof status !== 'number' || status < 400 || status > 499 || PASSES.has(status)) return undefined;
  return 401;
}
