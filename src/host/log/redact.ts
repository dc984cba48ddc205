import { maskSecrets } from '../../core/secretForms.js';

/** Hides known secrets, and what looks like a secret, in any text. */
export interface Redactor {
  /** Hides this value from now on, in every form that `maskSecrets` knows. */
  hide(secret: string): void;
  redact(text: string): string;
}

/** Shorter values would hide ordinary words. */
const shortest = 6;
const mask = '[hidden]';

/** Names after which the vendor's protocols carry a secret or a signature. */
const patterns: readonly RegExp[] = [
  /((?:access_?key_?secret|security_?token|sts_?token|x-oss-security-token|x-acs-security-token|signature|password)["']?\s*[:=]\s*["']?)[^\s"'&,;}]+/gi,
  /(authorization["']?\s*[:=]\s*["']?)[^\r\n"'}]+/gi,
];

/** Makes a redactor that knows no secret yet. */
export function createRedactor(): Redactor {
  const known = new Set<string>();
  let secrets = maskSecrets([]);
  return {
    hide: (secret) => {
      if (secret.length < shortest || known.has(secret)) return;
      known.add(secret);
      secrets = maskSecrets([...known]);
    },
    redact: (text) => {
      let clean = secrets.hide(text, mask);
      for (const pattern of patterns) clean = clean.replace(pattern, `$1${mask}`);
      return clean;
    },
  };
}
