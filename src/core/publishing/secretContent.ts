const lookedAt = 1_000_000;
const keyId = /\bLTAI[0-9A-Za-z]{12,26}\b/;
const privateKey = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/;
/** The secret of an AccessKey is 30 letters and digits. */
const secret =
  /(?<![0-9A-Za-z+/_-])(?=[0-9A-Za-z]*[0-9])(?=[0-9A-Za-z]*[A-Z])(?=[0-9A-Za-z]*[a-z])[0-9A-Za-z]{30}(?![0-9A-Za-z+/_=-])/;

/** Says whether the content looks like an AccessKey pair or a private key; an AccessKey ID alone, as in a signed URL, does not. */
export function looksSecret(bytes: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, lookedAt));
  return privateKey.test(text) || (keyId.test(text) && secret.test(text));
}
