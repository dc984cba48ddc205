import { isWildcard } from '../../../core/dns/hostNames.js';
import { type PossibleCertificate, validationOf } from '../../../core/https/certificateOptions.js';
import { l10n } from '../../../core/l10n.js';
import { ownBucket } from '../../../core/origin.js';
import { listText } from '../../../core/text/plainText.js';
import type { PlannedStart, ProofRecord } from './choices.js';
import { countProofs } from './dnsSections.js';

/** An occasion that may need the user: a sentence, and a short text of each certain input. */
interface Need {
  readonly line?: string;
  readonly inputs?: readonly string[];
}

/** Lists what only the user can do, in order, one sentence per line; and the certain inputs, short enough for one line. */
export function listAsked(start: PlannedStart): {
  readonly lines: readonly string[];
  readonly count: number;
  readonly text: string;
} {
  const ofCertificate = start.proofs.find(({ proves }) => proves === 'certificate');
  const needs = [
    ...beforeDomain(start),
    ...untilOnline(start),
    ...onTheWay(start),
    ...ofHttps(start, ofCertificate?.when),
    ...ofSwitch(start, ofCertificate?.when),
    { line: l10n.t('Where CDN is not opened, or a fee is due, you are always asked') },
  ];
  const inputs = needs.flatMap((need) => need.inputs ?? []);
  return { lines: needs.flatMap(({ line }) => line ?? []), count: inputs.length, text: listText(inputs) };
}

function when(is: boolean | undefined, need: () => Need): readonly Need[] {
  return is ? [need()] : [];
}

function beforeDomain(start: PlannedStart): readonly Need[] {
  const { outlook, publishing, isLedToCdn } = start;
  const txts = countProofs(start);
  return [
    ...when(outlook.needsUploadDomain, () => ({
      line: l10n.t('At the beginning: a domain for uploads, and its DNS record'),
      inputs: [l10n.t('upload domain'), l10n.t('its DNS record')],
    })),
    ...when(publishing === 'start', () => ({
      line: l10n.t('Start allows publishing this folder, now and on each save'),
    })),
    ...when(publishing === 'asked', () => ({
      line: l10n.t('Before the first file: your consent that the folder is published, now and on each save'),
      inputs: [l10n.t('folder')],
    })),
    ...when(outlook.dns.kind !== 'here' && (txts > 0 || !isLedToCdn), () => ({
      line: l10n.t('DNS records to add at your DNS provider'),
      inputs: txts > 0 ? [txts > 1 ? l10n.t('{0} TXT records', txts) : l10n.t('TXT record')] : [],
    })),
    ...when(outlook.cover !== undefined, () => ({
      line: l10n.t('Before the name is added: visitors get what is made of it from then on'),
      inputs: [l10n.t('adding the name')],
    })),
  ];
}

function untilOnline({ outlook, publishing, access }: PlannedStart): readonly Need[] {
  return [
    ...when(access === 'asked', () => ({
      line: l10n.t('Once the domain is online: private access to the bucket'),
      inputs: [l10n.t('bucket access')],
    })),
    ...when(publishing === 'asked', () => ({
      line: l10n.t('Before publishing: what is added to a bucket that may have visitors'),
      inputs: [l10n.t('files')],
    })),
    ...when(publishing !== 'none' && !outlook.isEmpty, () => ({
      line: l10n.t('Before an object is overwritten: which ones; deletions are never part of it'),
    })),
  ];
}

function onTheWay({ choices: { plan }, isOnCdn, siteChanges }: PlannedStart): readonly Need[] {
  // A refusal of OSS is known only after an attempt.
  const mayBind = ownBucket(plan.origin) !== undefined && !isWildcard(plan.domain);
  const changes = isOnCdn && siteChanges.length > 0;
  return [
    ...when(isOnCdn && mayBind, () => ({
      line: l10n.t('On the way: the binding to the bucket and the origin host, where they are not set'),
      inputs: [l10n.t('binding')],
    })),
    ...when(changes, () => ({
      line: l10n.t('On the way: the settings of the site type, with before and after'),
      inputs: [l10n.t('settings')],
    })),
    ...when(changes && !isWildcard(plan.domain), () => ({
      line: l10n.t('After that: whether edges drop what they have cached, where they have not for the origin host'),
    })),
  ];
}

function ofHttps(
  { choices: { certificate }, outlook: { existing, lacksFile }, publishing }: PlannedStart,
  record: ProofRecord['when'] | undefined,
): readonly Need[] {
  return [
    ...when(existing && !existing.held, () => ({
      line: l10n.t('Before the proof: the certificate, with HTTP/2 and TLS 1.2 as the minimum version'),
      inputs: [l10n.t('certificate')],
    })),
    ...when(!existing && certificate.kind === 'files', () => ({
      line: l10n.t('Before the proof: the certificate and its key, from files'),
      inputs: [l10n.t('certificate')],
    })),
    ...when(record === 'asked' || isByHand(certificate, false), () => ({
      line: l10n.t('Before the certificate: the record that validates the domain'),
      inputs: [l10n.t('certificate record')],
    })),
    ...when(lacksFile && publishing === 'none', () => ({
      line: l10n.t('Before the proof: a file in the bucket to compare'),
      inputs: [l10n.t('file to compare')],
    })),
  ];
}

/** Returns whether the user adds the certificate's record, before or after DNS leads to CDN. */
function isByHand(certificate: PossibleCertificate, afterSwitch: boolean): boolean {
  const validation = validationOf(certificate);
  return validation?.byHand === true && validation.afterSwitch === afterSwitch;
}

function ofSwitch(start: PlannedStart, record: ProofRecord['when'] | undefined): readonly Need[] {
  const { choices, outlook, isOnCdn, isLedToCdn, binds } = start;
  const { plan, certificate } = choices;
  const { staysUnbound, dns, existing } = outlook;
  return [
    ...when(!isLedToCdn && dns.kind === 'here', () => ({
      line: l10n.t(
        'Once the whole site is proven at the edge: the change of DNS, with the proof; you can leave DNS as it is',
      ),
      inputs: [l10n.t('DNS record')],
    })),
    ...when(!isLedToCdn && dns.kind !== 'here', () => ({
      line: l10n.t('Once the whole site is proven at the edge: the CNAME to add, with what to remove'),
      inputs: [l10n.t('CNAME record')],
    })),
    ...when(record === 'lateAsked' || isByHand(certificate, true), () => ({
      line: l10n.t('After the switch: the record of the certificate'),
      inputs: [l10n.t('certificate record')],
    })),
    ...when(staysUnbound && ownBucket(plan.origin) !== undefined && !isWildcard(plan.domain), () => ({
      line: l10n.t('At the end: the binding that needs an ICP filing'),
      inputs: [l10n.t('binding')],
    })),
    ...when(isOnCdn && (existing !== undefined || certificate.kind !== 'later'), () => ({
      line: l10n.t('At the end, recommended: the redirect of http to https, where it is not on'),
    })),
    ...when(binds, () => ({
      line: l10n.t('At the end, recommended: Auto CDN Cache Update, which you turn on in the OSS console'),
    })),
  ];
}
