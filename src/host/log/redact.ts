import { maskSecrets, type SecretMask } from '../../core/secretForms.js';

/** Hides known secrets, and text that looks like a secret. */
export interface Redactor {
  /** Hides this value from now on, in every form of `maskSecrets`. */
  hide(secret: string): void;
  redact(text: string): string;
}

/** The shortest value that is hidden, in characters. Hiding a shorter value would also hide ordinary words. */
const shortest = 6;
const mask = '[hidden]';

/** Patterns with the names of secrets and signatures in the vendor's protocols. */
const patterns: readonly RegExp[] = [
  /((?:access_?key_?secret|security_?token|sts_?token|x-oss-security-token|x-acs-security-token|signature|password)["']?\s*[:=]\s*["']?)[^\s"'&,;}]+/gi,
  /(authorization["']?\s*[:=]\s*["']?)[^\r\n"'}]+/gi,
  // A user and password before a host, such as in the address of a proxy, which may have no scheme.
  /(\b[\w.+%-]{1,64}:)[^\s:@/"']+(?=@[\w[])/g,
];

/** Creates a redactor that does not know any secrets yet. */
export function createRedactor(): Redactor {
  const known = new Set<string>();
  let secrets: SecretMask | undefined;
  return {
    hide: (secret) => {
      if (secret.length < shortest || known.has(secret)) return;
      known.add(secret);
      secrets = maskSecrets([...known]);
    },
    redact: (text) => {
      let clean = secrets?.hide(text, mask) ?? text;
      for (const pattern of patterns) clean = clean.replace(pattern, `$1${mask}`);
      return clean;
    },
  };
}
