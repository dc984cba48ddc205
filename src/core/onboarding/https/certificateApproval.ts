import { certificateKey, type NewCertificate } from '../../https/chosenCertificate.js';
import type { DomainCertificate } from '../../ports/certificates.js';
import { onceApproval } from '../approvals.js';
import type { RunFacts } from '../run/facts.js';

/** The approval for this certificate to replace exactly that one, once. */
export function certificateApproval(
  chosen: NewCertificate,
  held: DomainCertificate | undefined,
  facts: RunFacts,
): string {
  return onceApproval('certificate', `${nameOf(chosen)} over ${certificateKey(held)}`, facts);
}

function nameOf(chosen: NewCertificate): string {
  switch (chosen.kind) {
    case 'own':
      return `${chosen.region} ${chosen.id}`;
    case 'acme':
      return `acme ${chosen.names.join(' ')} ${chosen.askedAt}`;
    case 'free':
      return chosen.instance;
  }
}
