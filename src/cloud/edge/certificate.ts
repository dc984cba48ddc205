import { checkServerIdentity, type PeerCertificate as Peer, type TLSSocket } from 'node:tls';
import type { EdgeAnswer, PeerCertificate } from '../../core/ports/probe.js';
import { definedOnly } from '../definedOnly.js';

/**
 * The certificate of a connection and its worth for `name`; nothing where the connection is in the clear. `message` is
 * why it is not trusted, in the words of OpenSSL.
 */
export function describeCertificate(
  socket: Partial<TLSSocket>,
  name: string,
): Pick<EdgeAnswer, 'certificate' | 'message'> {
  const peer = socket.getPeerCertificate?.();
  if (!peer?.subject) return {};
  const flaw = socket.authorizationError;
  const certificate: PeerCertificate = {
    trusted: socket.authorized === true && isFor(name, peer),
    names: namesOf(peer),
    fingerprint: (peer.fingerprint256 ?? '').replaceAll(':', '').toLowerCase(),
    ...definedOnly({ expires: toIso(peer.valid_to) }),
  };
  const message = flaw ? String(flaw instanceof Error ? flaw.message : flaw) : undefined;
  return { certificate, ...definedOnly({ message }) };
}

/** Anybody can write anything into a certificate; names that Node cannot read make it throw. */
function isFor(name: string, certificate: Peer): boolean {
  try {
    return checkServerIdentity(name, certificate) === undefined;
  } catch {
    return false;
  }
}

function toIso(date: string): string | undefined {
  const time = Date.parse(date);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function namesOf({ subject, subjectaltname = '' }: Peer): readonly string[] {
  const alternatives = subjectaltname.split(', ').flatMap((entry) => (/^DNS:(.+)$/.exec(entry) ?? []).slice(1));
  return [...new Set([...[subject.CN ?? []].flat(), ...alternatives])];
}
