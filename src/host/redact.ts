/** Hides what it was told is secret, and what looks like a secret, in any text. */
export interface Redactor {
  /** Hides this value from now on: raw, percent-encoded and in base64 at any alignment. */
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
  let known: readonly string[] = [];
  return {
    hide: (secret) => {
      if (secret.length < shortest) return;
      const forms = new Set([...known, ...formsOf(secret)]);
      // Longest first, so that no form leaves the rest of a longer one behind.
      known = [...forms].sort((a, b) => b.length - a.length);
    },
    redact: (text) => {
      let clean = text;
      for (const form of known) clean = clean.split(form).join(mask);
      for (const pattern of patterns) clean = clean.replace(pattern, `$1${mask}`);
      return clean;
    },
  };
}

function formsOf(secret: string): string[] {
  const percent = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const lower = percent.replace(/%../g, (code) => code.toLowerCase());
  const form = new URLSearchParams({ v: secret }).toString().slice(2);
  return [secret, percent, lower, encodeURIComponent(percent), form, json, ...base64Forms(secret)];
}

/** Base64 of a secret inside a longer text starts at any of three alignments; the edges mix with the neighbours and are cut. */
function base64Forms(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  return [0, 1, 2].flatMap((shift) => {
    const whole = toBase64(new Uint8Array([...new Uint8Array(shift), ...bytes]));
    const start = shift === 0 ? 0 : shift + 1;
    const end = Math.floor(((shift + bytes.length) * 8) / 6);
    const inner = whole.slice(start, end);
    const safe = inner.replaceAll('+', '-').replaceAll('/', '_');
    return [inner, safe, encodeURIComponent(inner)];
  });
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
