import type { RunRecord, StepId } from '../../core/onboarding/run/run.js';
import { openStep } from '../../core/onboarding/run/runRecord.js';
import { ownBucket } from '../../core/origin.js';
import type { ConsoleLinks, ConsolePage } from '../../host/console/consoleLinks.js';
import { questionOf } from '../questions/questions.js';

/** The copyable value of the current step: of the record to add, or else the CNAME once known. */
export function stepValue(record: RunRecord): string | undefined {
  const state = openStep(record)?.state;
  const asked = state?.state === 'needsUser' ? questionOf(state.ask).copies() : undefined;
  return asked ?? (record.facts.cname || undefined);
}

/** The console page to see the current step and do it by hand. */
export function stepConsole(record: RunRecord, links: ConsoleLinks): ConsolePage {
  const { plan, facts } = record;
  const bucket = ownBucket(plan.origin);
  const bucketDomains = bucket ? links.bucketDomains(bucket) : links.buckets();
  const zone = facts.dns.kept === 'elsewhere' ? links.cdnDomain(plan.domain) : links.zone(facts.dns.zone);
  const pages: Readonly<Record<StepId, ConsolePage>> = {
    service: links.cdnDomains(),
    upload: bucketDomains,
    name: links.cdnDomains(),
    ownership: zone,
    domain: links.cdnDomains(),
    online: links.cdnDomain(plan.domain),
    cname: links.cdnDomain(plan.domain),
    privateOrigin: links.cdnDomainPage(plan.domain, 'backSrc'),
    edge: links.cdnDomain(plan.domain),
    record: zone,
    resolved: zone,
    binding: bucketDomains,
    originHost: links.cdnDomainPage(plan.domain, 'backSrc'),
    autoUpdate: bucketDomains,
    certificate: links.cdnDomainPage(plan.domain, 'https'),
    served: links.cdnDomainPage(plan.domain, 'https'),
    protocols: links.cdnDomainPage(plan.domain, 'https'),
    redirect: links.cdnDomainPage(plan.domain, 'https'),
    addresses: links.cdnDomainPage(plan.domain, 'cache'),
    notFound: links.cdnDomainPage(plan.domain, 'cache'),
    caching: links.cdnDomainPage(plan.domain, 'cache'),
    transfer: links.cdnDomain(plan.domain),
    dropCopies: links.cdnRefreshTasks(),
    siteServed: links.cdnDomain(plan.domain),
    publish: bucket ? links.bucket(bucket) : links.buckets(),
    afterSwitch: bucketDomains,
    mapping: bucket ? links.bucket(bucket) : links.buckets(),
  };
  return pages[openStep(record)?.id ?? 'online'];
}
