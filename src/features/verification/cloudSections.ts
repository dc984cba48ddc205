import { l10n } from 'vscode';
import type { EdgeAnswer } from '../../core/ports/probe.js';
import type { VerificationFacts } from '../../core/verification/facts.js';
import type { PageFact, PageSection } from '../../protocol/verification.js';
import { plainText } from './plainText.js';
import { nameStatus, toneOfStatus } from './verdictText.js';

/** What CDN and Alibaba Cloud DNS say about the domain. */
export function cloudSection(facts: VerificationFacts, cdnLags: boolean): PageSection {
  const shown: PageFact[] = [];
  if (facts.status) {
    shown.push({ label: l10n.t('Status'), value: nameStatus(facts.status), tone: toneOfStatus(facts.status) });
  }
  if (facts.cdnConfigured !== undefined) {
    const value = facts.cdnConfigured ? l10n.t('sees the CNAME') : l10n.t('does not see the CNAME yet');
    shown.push({ label: l10n.t('CDN’s view of DNS'), value });
  }
  for (const record of facts.records ?? []) {
    const state = record.locked ? l10n.t('locked') : record.enabled ? l10n.t('enabled') : l10n.t('paused');
    const value = `${record.type} ${record.value} · TTL ${record.ttl} · ${record.line} · ${state}`;
    shown.push({ label: l10n.t('Record in Alibaba Cloud DNS'), value: plainText(value) });
  }
  const note = noteOf(facts, cdnLags);
  return { id: 'cloud', title: l10n.t('What Alibaba Cloud says'), facts: shown, ...(note !== undefined && { note }) };
}

function noteOf(facts: VerificationFacts, cdnLags: boolean): string | undefined {
  if (facts.accountUnknown) return l10n.t('The account could not be asked');
  if (cdnLags) {
    return l10n.t('The view of CDN lags by about 10 minutes: harmless, DNS is right');
  }
  return facts.place && facts.records?.length === 0
    ? l10n.t('Alibaba Cloud DNS has no record on this host')
    : undefined;
}

/** What the edge answered at the CNAME target, under the name of the domain. */
export function edgeSection({ edge, expected }: VerificationFacts): PageSection {
  const title = l10n.t('What the edge delivers');
  if (!edge || expected === undefined) {
    return { id: 'edge', title, note: l10n.t('The edge can be asked once CDN has assigned a CNAME') };
  }
  const { answer, path, sameBytes } = edge;
  return {
    id: 'edge',
    title,
    note: l10n.t('Asked over HTTPS at the CNAME target for {0}', plainText(path)),
    facts: [
      outcomeFact(answer),
      ...(sameBytes === undefined ? [] : [bytesFact(sameBytes)]),
      ...headerFacts(answer),
      ...certificateFacts(answer),
      { label: l10n.t('Duration'), value: `${Math.round(answer.durationMs)} ms` },
    ],
  };
}

function outcomeFact({ outcome, status, message }: EdgeAnswer): PageFact {
  const label = l10n.t('Answer');
  if (outcome === 'answered')
    return { label, value: `HTTP ${status ?? ''}`, tone: (status ?? 500) < 400 ? 'good' : 'bad' };
  const names = {
    unreachable: l10n.t('unreachable'),
    tlsFailed: l10n.t('no trusted HTTPS connection'),
    timeout: l10n.t('no answer in time'),
    refusedAddress: l10n.t('not asked: the address is private'),
  };
  return { label, value: [names[outcome], message && plainText(message)].filter(Boolean).join(': '), tone: 'warn' };
}

function bytesFact(sameBytes: boolean): PageFact {
  const label = l10n.t('Bytes');
  if (sameBytes) return { label, value: l10n.t('equal to the bucket’s'), tone: 'good' };
  return { label, value: l10n.t('not equal to the bucket’s'), tone: 'bad' };
}

function headerFacts({ headers }: EdgeAnswer): readonly PageFact[] {
  const names = ['X-Cache', 'Age', 'Via', 'EagleId', 'X-Tengine-Error', 'X-Tengine-Bf-Error'];
  return names.flatMap((label) => {
    const value = headers[label.toLowerCase()];
    return value === undefined ? [] : [{ label, value: plainText(value) }];
  });
}

function certificateFacts({
  certificateName,
  certificateExpires,
  certificateTrusted,
}: EdgeAnswer): readonly PageFact[] {
  if (certificateName === undefined) return [];
  const until =
    certificateExpires === undefined ? '' : ` · ${l10n.t('valid until {0}', plainText(certificateExpires))}`;
  const trust = certificateTrusted ? l10n.t('trusted for this domain') : l10n.t('not trusted for this domain');
  const tone = certificateTrusted ? 'good' : 'warn';
  return [{ label: l10n.t('Certificate'), value: `${plainText(certificateName)}${until} · ${trust}`, tone }];
}
