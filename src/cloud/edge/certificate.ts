import { checkServerIdentity, type PeerCertificate, type TLSSocket } from 'node:tls';
import type { EdgeAnswer } from '../../core/ports/probe.js';
import { definedOnly } from '../definedOnly.js';

type CertificateFacts = Pick<EdgeAnswer, 'certificateTrusted' | 'certificateName' | 'certificateExpires' | 'message'>;

/**
 * What the certificate of a connection is worth for `name`; nothing where the connection is in the clear. `certificateName` is the one of its names that covers
 * `name`, else its first; `message` is why it is not trusted, in the words of OpenSSL.
 */
export function describeCertificate(socket: Partial<TLSSocket>, name: string): CertificateFacts {
  const certificate = socket.getPeerCertificate?.();
  if (!certificate?.subject) return {};
  const names = namesOf(certificate);
  const flaw = socket.authorizationError;
  return definedOnly<CertificateFacts>({
    certificateTrusted: socket.authorized === true && isFor(name, certificate),
    certificateName: names.find((each) => covers(each, name)) ?? names[0],
    certificateExpires: toIso(certificate.valid_to),
    message: flaw ? String(flaw instanceof Error ? flaw.message : flaw) : undefined,
  });
}

/** Anybody can write anything into a certificate; names that Node cannot read make it throw. */
function isFor(name: string, certificate: PeerCertificate): boolean {
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

function namesOf({ subject, subjectaltname = '' }: PeerCertificate): readonly string[] {
  const alternatives = subjectaltname.split(', ').flatMap((entry) => (/^DNS:(.+)$/.exec(entry) ?? []).slice(1));
  return [...[subject.CN ?? []].flat(), ...alternatives];
}

function covers(pattern: string, name: string): boolean {
  const lower = pattern.toLowerCase();
  return lower === name || (lower.startsWith('*.') && lower.slice(1) === name.slice(name.indexOf('.')));
}
