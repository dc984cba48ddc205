const headerBytes = 5;
/** The headers of record and handshake, the version and the random bytes come before the session id. */
const sessionAt = headerBytes + 4 + 2 + 32;
const serverNameExtension = 0;

/** The host name in a ClientHello (RFC 6066, 3), which must be whole; `undefined` when there is none. */
export function readServerName(hello: Buffer): string | undefined {
  if (hello.length <= sessionAt || hello.length < headerBytes + hello.readUInt16BE(3)) return undefined;
  const ciphersAt = sessionAt + 1 + hello.readUInt8(sessionAt);
  const compressionAt = ciphersAt + 2 + hello.readUInt16BE(ciphersAt);
  const extensionsAt = compressionAt + 1 + hello.readUInt8(compressionAt);
  for (let at = extensionsAt + 2; at + 4 <= hello.length; at += 4 + hello.readUInt16BE(at + 2)) {
    if (hello.readUInt16BE(at) !== serverNameExtension) continue;
    const nameAt = at + 4 + 2 + 1;
    return hello.toString('latin1', nameAt + 2, nameAt + 2 + hello.readUInt16BE(nameAt));
  }
  return undefined;
}
