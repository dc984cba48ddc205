import { createHash } from 'node:crypto';
import { AppError } from '../../../src/core/errors.js';
import type { CdnPort } from '../../../src/core/ports/cdn.js';
import type {
  AccountCertificate,
  CertificatePort,
  CertificateRef,
  FreeCertificatePort,
} from '../../../src/core/ports/certificates.js';
import type { MemoryState } from './state.js';

type OfDomains = Pick<
  CdnPort,
  'listHttpsDomains' | 'readCertificate' | 'listCertificates' | 'setCertificate' | 'deleteCertificate'
>;

/** A certificate of the memory account. */
export type MemoryCertificate = AccountCertificate & {
  readonly region: string;
  readonly fingerprint: string;
  readonly pem?: string;
};

/** Adds and returns a certificate for these names that ends at `expires` (ms since the epoch). */
export function addMemoryCertificate(
  state: MemoryState,
  names: readonly string[],
  expires: number,
  name = `cert-${names[0]}`,
): MemoryCertificate {
  const id = 8_000_000 + state.nextId++;
  const fingerprint = createHash('sha256').update(String(id)).digest('hex');
  const certificate = { id, name, region: 'cn-hangzhou', names, expires, fingerprint };
  state.certificates.set(id, certificate);
  return certificate;
}

/** The certificates of domains in memory. All changes are in effect at once. */
export function createMemoryHttps(state: MemoryState): OfDomains {
  const heldBy = (domain: string) => state.certificates.get(state.given.get(domain) ?? 0);
  const change = (name: string, httpsOn: boolean) => {
    const domain = state.domains.get(name);
    if (!domain) throw new AppError('domainNotFound', { code: 'InvalidDomain.NotFound', subject: name });
    if (domain.status === 'offline') throw new AppError('domainOffline', { code: 'InvalidDomain.Offline' });
    state.domains.set(name, { ...domain, httpsOn });
  };
  return {
    listHttpsDomains: async () =>
      [...state.given.keys()].flatMap((domain) => {
        const held = heldBy(domain);
        if (!held) return [];
        const { name, names, expires } = held;
        const fits = covers(names, domain);
        const commonName = names[0] ?? '';
        return [
          { domain, commonName, name, state: fits ? 'ok' : 'mismatch', ...(expires !== undefined && { expires }) },
        ];
      }),
    readCertificate: async (domain) => heldBy(domain),
    listCertificates: async (domain) => {
      const fitting = [...state.certificates.values()].filter(({ names }) => covers(names, domain));
      return fitting.map(({ expires: _expires, ...listed }) => listed);
    },
    setCertificate: async (domain, choice) => {
      const chosen = find(state, choice);
      if (!covers(chosen.names, domain)) throw new AppError('certificateRefused', { code: 'Certificate.MissMatch' });
      change(domain, true);
      state.given.set(domain, chosen.id);
    },
    deleteCertificate: async (domain) => {
      change(domain, false);
      state.given.delete(domain);
    },
  };
}

/** The certificate service in memory. The chain of a pair is its names. */
export function createMemoryCertificates(state: MemoryState): Omit<CertificatePort, keyof FreeCertificatePort> {
  const find = (id: number) => {
    const found = state.certificates.get(id);
    if (!found) throw new AppError('certificateGone', { code: 'NotFound' });
    return found;
  };
  return {
    listCertificates: async () => [...state.certificates.values()],
    readCertificate: async ({ id }) => find(id),
    createCertificate: async ({ name, chain }) => {
      const { id, region } = addMemoryCertificate(state, chain.split(' '), 2e12, name);
      return { id, region };
    },
  };
}

function find(state: MemoryState, choice: CertificateRef): MemoryCertificate {
  const found = state.certificates.get(choice.id);
  if (!found || found.name !== choice.name) throw new AppError('certificateGone', { code: 'Certificate.NotFind' });
  return found;
}

function covers(names: readonly string[], domain: string): boolean {
  const parent = `*.${domain.slice(domain.indexOf('.') + 1)}`;
  return names.some((name) => name === domain.replace(/^\./, '*.') || (!domain.startsWith('.') && name === parent));
}
