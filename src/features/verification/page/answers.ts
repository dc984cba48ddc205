import { mailWarning } from '../../../core/dns/dnsRecordText.js';
import { probeName } from '../../../core/dns/hostNames.js';
import { type BrowserView, browserText, certificateText, viewInBrowser } from '../../../core/https/browserView.js';
import { readCertificateState } from '../../../core/https/certificateState.js';
import { l10n } from '../../../core/l10n.js';
import { toView, type View } from '../../../core/verification/diagnosis/view.js';
import type { EdgeFact, VerificationFacts } from '../../../core/verification/facts.js';
import type { PageAnswer, Tone } from '../../../protocol/page.js';
import { countAnswers } from './answerText.js';

/** An address as opened in a browser. */
interface Opened {
  readonly url: string;
  readonly edge: EdgeFact;
  readonly view: BrowserView;
}

/** The two questions of the page with their answers: whether DNS leads to CDN, and what browsers get there. */
export function answersOf(facts: VerificationFacts): readonly PageAnswer[] {
  const dns = dnsAnswer(facts);
  const opened = listOpened(facts);
  return opened.length === 0 ? [dns] : [dns, browserAnswer(facts, opened, dns.tone === 'good' || dns.tone === 'busy')];
}

/** The address to open in a browser, once DNS leads to CDN: over HTTPS if possible, else over HTTP. */
export function findUrl(facts: VerificationFacts): string | undefined {
  if (facts.name.startsWith('.') || countOf(facts, toView(facts)).seen === 0) return undefined;
  const opened = listOpened(facts);
  const shown = opened.filter(({ view }) => view.kind === 'shown');
  return (shown[0] ?? opened.find(({ view }) => view.kind === 'downloaded'))?.url;
}

function countOf(facts: VerificationFacts, view: Pick<View, 'isRight'>) {
  return countAnswers([...facts.authoritative, ...facts.resolvers], view);
}

function dnsAnswer(facts: VerificationFacts): PageAnswer {
  const view = toView(facts);
  const { asked, spoke, seen } = countOf(facts, view);
  const title = l10n.t('Does DNS point to CDN?');
  const mail = facts.receivesMail ? [mailWarning()] : [];
  const silent = asked === spoke ? [] : [l10n.t('{0} of {1} servers did not respond', asked - spoke, asked)];
  if (spoke === 0 || view.target === undefined) {
    return { id: 'dns', title, tone: 'neutral', label: l10n.t('Cannot tell'), notes: [...mail, ...silent], rows: [] };
  }
  const notes = [...mail, l10n.t('{0} of {1} servers that responded point to CDN', seen, spoke), ...silent];
  if (seen === spoke) return { id: 'dns', title, tone: 'good', label: l10n.t('Yes'), notes, rows: [] };
  return seen > 0
    ? { id: 'dns', title, tone: 'busy', label: l10n.t('Partially propagated'), notes, rows: [] }
    : { id: 'dns', title, tone: 'warn', label: l10n.t('No'), notes, rows: [] };
}

function browserAnswer(facts: VerificationFacts, opened: readonly Opened[], leads: boolean): PageAnswer {
  const rows = opened.map(({ url, edge, view }) => ({
    id: url,
    label: url,
    text: [browserText(view), certificateNote(facts, edge, view)].filter(Boolean).join(' · '),
    tone: toneOf(view, facts),
  }));
  const title = leads ? l10n.t('What do browsers get?') : l10n.t('What will browsers get when DNS points to CDN?');
  return { id: 'browsers', title, ...summary(opened), notes: [], rows };
}

/** The requested path over both schemes, and `/` over the better one. */
function listOpened(facts: VerificationFacts): readonly Opened[] {
  const { edges, root = [] } = facts;
  const pages = (['https', 'http'] as const).flatMap((scheme) => open(facts, edges, scheme) ?? []);
  const roots = (['https', 'http'] as const).flatMap((scheme) => open(facts, root, scheme) ?? []);
  const bare = roots.find(({ view }) => view.kind !== 'warned' && view.kind !== 'unknown');
  return bare ? [...pages, bare] : pages;
}

/** The answer at the address in DNS if there is one, else at the CNAME target. */
function open(facts: VerificationFacts, edges: readonly EdgeFact[], scheme: EdgeFact['scheme']): Opened | undefined {
  const asked = edges.filter((edge) => edge.scheme === scheme);
  const views = asked.map((edge) => ({ edge, view: viewInBrowser(facts.name, edge, facts.at) }));
  const told = views.filter(({ view }) => view.kind !== 'unknown');
  const chosen = told.find(({ edge }) => edge.via === 'dns') ?? told[0] ?? views[0];
  return chosen && { ...chosen, url: `${scheme}://${probeName(facts.name)}${chosen.edge.path}` };
}

function certificateNote(facts: VerificationFacts, { answer, scheme }: EdgeFact, view: BrowserView): string {
  if (scheme === 'http' || view.kind === 'warned') return '';
  const state = readCertificateState(answer, probeName(facts.name), facts.at);
  return state ? certificateText(state) : '';
}

function toneOf(view: BrowserView, { httpsOn }: VerificationFacts): Tone {
  switch (view.kind) {
    case 'shown':
      return 'good';
    case 'redirected':
      return view.secure ? 'good' : 'neutral';
    case 'downloaded':
      return 'warn';
    case 'refused':
      return view.denied ? 'neutral' : 'bad';
    case 'warned':
      return httpsOn === false ? 'warn' : 'bad';
    case 'unknown':
      return 'neutral';
  }
}

function summary(opened: readonly Opened[]): Pick<PageAnswer, 'tone' | 'label'> {
  const views = opened.map(({ view }) => view.kind);
  if (views.includes('downloaded')) return { tone: 'warn', label: l10n.t('A download') };
  const shown = opened.filter(({ view }) => view.kind === 'shown').map(({ edge }) => edge.scheme);
  if (shown.length === 0) {
    if (views.includes('refused')) return { tone: 'bad', label: l10n.t('An error page') };
    if (views.includes('warned')) return { tone: 'bad', label: l10n.t('A certificate warning') };
    const isMoved = views.includes('redirected');
    return isMoved
      ? { tone: 'neutral', label: l10n.t('A redirect') }
      : { tone: 'neutral', label: l10n.t('Cannot tell') };
  }
  if (views.includes('warned')) return { tone: 'warn', label: l10n.t('The page, over http only') };
  return { tone: 'good', label: l10n.t('The page') };
}
