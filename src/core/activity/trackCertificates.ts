import { showDomain } from '../domainName.js';
import { isRestorable } from '../https/certificateState.js';
import type { CdnPort } from '../ports/cdn.js';
import type { CertificatePort, DomainCertificate } from '../ports/certificates.js';
import type { Activity, CloudChange, Snapshot, Undo } from './activity.js';

type Track = Activity['track'];

/** Wraps the certificates of domains so that every change is recorded, by name alone. The state before is the last one read. */
export function trackCertificates(
  cdn: CdnPort,
  track: Track,
): Pick<CdnPort, 'readCertificate' | 'setCertificate' | 'deleteCertificate'> {
  const seen = new Map<string, DomainCertificate | undefined>();
  const beforeOf = (domain: string) => (seen.has(domain) ? { before: toSnapshot(seen.get(domain)) } : {});
  return {
    async readCertificate(domain, signal) {
      const held = await cdn.readCertificate(domain, signal);
      seen.set(domain, held);
      return held;
    },
    setCertificate: (domain, choice, signal) => {
      // Computed before the call, since a later read may return the new one.
      const undo = seen.has(domain) ? undoOf(domain, choice.name, seen.get(domain)) : undefined;
      return track(
        { ...changeOf(domain), ...beforeOf(domain), after: toSnapshot(choice) },
        () => cdn.setCertificate(domain, choice, signal),
        () => undo,
      );
    },
    deleteCertificate: (domain, signal) => {
      const held = seen.get(domain);
      const undo = held && restoreOf(domain, undefined, held);
      return track(
        { ...changeOf(domain), ...beforeOf(domain), after: { kind: 'absent' } },
        () => cdn.deleteCertificate(domain, signal),
        () => undo,
      );
    },
  };
}

/** Wraps the certificate service so that additions are recorded. They have no undo, since another domain may use them by then. */
export function trackCertificateService(certificates: CertificatePort, track: Track): CertificatePort {
  return {
    ...certificates,
    createCertificate: (pair, signal) =>
      track(
        {
          call: { action: 'UploadUserCertificate', subject: pair.name },
          subject: pair.name,
          before: { kind: 'absent' },
          after: { kind: 'certificate', name: pair.name },
        },
        () => certificates.createCertificate(pair, signal),
      ),
    updateInstance: (id, wanted, signal) =>
      track(ofInstance('UpdateInstance', id), () => certificates.updateInstance(id, wanted, signal)),
    applyCertificate: (id, signal) =>
      track(ofInstance('ApplyCertificate', id), () => certificates.applyCertificate(id, signal)),
  };
}

function ofInstance(action: string, id: string): CloudChange {
  return { call: { action, subject: id }, subject: id };
}

function toSnapshot(held: { readonly name: string; readonly expires?: number } | undefined): Snapshot {
  if (!held) return { kind: 'absent' };
  return { kind: 'certificate', name: held.name, ...(held.expires !== undefined && { expires: held.expires }) };
}

function undoOf(domain: string, from: string, held: DomainCertificate | undefined): Undo | undefined {
  return held ? restoreOf(domain, from, held) : { kind: 'deleteCertificate', domain, from };
}

/** A certificate outside the account's service can be restored in the console only. */
function restoreOf(domain: string, from: string | undefined, held: DomainCertificate): Undo | undefined {
  if (!isRestorable(held)) return undefined;
  const { id, name, region, expires } = held;
  const certificate = { id, name, region, ...(expires !== undefined && { expires }) };
  return { kind: 'setCertificate', domain, certificate, ...(from !== undefined && { from }) };
}

function changeOf(domain: string): CloudChange {
  return {
    call: { action: 'SetCdnDomainSSLCertificate', subject: domain },
    subject: showDomain(domain),
    place: { kind: 'domain', domain, page: 'https' },
  };
}
