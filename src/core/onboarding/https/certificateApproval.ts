import type { DomainCertificate } from '../../ports/certificates.js';
import { onceApproval } from '../approvals.js';
import { certificateKey, type GivenCertificate } from '../run/certificateAsk.js';
import type { RunFacts } from '../run/run.js';

/** What an approval must say for this certificate to take the place of exactly that one, once. */
export function certificateApproval(
  chosen: GivenCertificate,
  held: DomainCertificate | undefined,
  facts: RunFacts,
): string {
  const what =
    'id' in chosen
      ? `${chosen.region} ${chosen.id}`
      : 'acme' in chosen
        ? `acme ${chosen.acme.join(' ')} ${chosen.askedAt}`
        : chosen.instance;
  return onceApproval('certificate', `${what} over ${certificateKey(held)}`, facts);
}
