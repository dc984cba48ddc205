import { probeName } from '../../../core/dns/hostNames.js';
import { silenceText } from '../../../core/https/browserView.js';
import { coveringName } from '../../../core/https/certificateState.js';
import { l10n } from '../../../core/l10n.js';
import type { EdgeAnswer } from '../../../core/ports/probe.js';
import { plainText } from '../../../core/text/plainText.js';
import { dayText } from '../../../core/text/timeText.js';
import type { EdgeFact, VerificationFacts } from '../../../core/verification/facts.js';
import type { PageSection, PageTable, Tone } from '../../../protocol/page.js';
import { whenText } from './answerText.js';

/** Returns the section about the answers of the edge, with one column per request. */
export function edgeSection(facts: VerificationFacts): PageSection | undefined {
  const title = l10n.t('Edge response');
  const { edges, expected } = facts;
  const [first] = edges;
  if (!first) {
    if (expected !== undefined) return undefined;
    return { id: 'edge', title, note: l10n.t('The edge can be queried after CDN has assigned a CNAME') };
  }
  const when = whenText(facts, 'edge');
  const what = l10n.t('GET {0} without compression, with the domain as the host', plainText(first.path));
  const note = when === undefined ? what : l10n.t('{0}; queried at {1}', what, when);
  return { id: 'edge', title, note, table: edgeTable(facts, title) };
}

/** Describes a request, such as `HTTPS via DNS`. */
function edgeRequest({ scheme, via }: EdgeFact): string {
  const name = scheme.toUpperCase();
  return via === 'dns' ? l10n.t('{0} via DNS', name) : l10n.t('{0} via CNAME', name);
}

/** Describes the outcome of a request. The outcome names an untrusted certificate, since browsers would not show the page. */
export function edgeOutcome(answer: EdgeAnswer): string {
  const { outcome, status, certificate } = answer;
  if (outcome !== 'answered') return silenceText(outcome);
  const said = `HTTP ${status ?? '?'}${leadsToHttps(answer) ? ' → https' : ''}`;
  return certificate?.trusted === false ? l10n.t('{0}, certificate not trusted', said) : said;
}

/** Returns the tone of an edge's answer. If HTTPS is off (`httpsOn` is `false`), a failure over HTTPS is neutral. */
export function toneOfEdge({ answer, sameBytes, scheme }: EdgeFact, httpsOn: boolean | undefined): Tone {
  if (answer.outcome === 'proxyRefused' || answer.outcome === 'refusedAddress') return 'neutral';
  const isSafe = answer.outcome === 'answered' && answer.certificate?.trusted !== false;
  if (scheme === 'https' && !isSafe && httpsOn === false) return 'neutral';
  if (answer.outcome !== 'answered') return 'warn';
  if (!isSafe || (answer.status ?? 500) >= 400) return 'bad';
  if (leadsToHttps(answer)) return 'good';
  return sameBytes === false ? 'warn' : 'good';
}

function leadsToHttps({ status = 0, headers }: EdgeAnswer): boolean {
  return status >= 300 && status < 400 && /^https:/i.test(headers.location ?? '');
}

/** Returns a table of the requests side by side. Rows without any value are left out. */
function edgeTable({ edges, httpsOn, name }: VerificationFacts, caption: string): PageTable {
  const rows = attributes.map(({ id, label, read }) => ({
    id,
    tone: id === 'answer' ? worstOf(edges.map((edge) => toneOfEdge(edge, httpsOn))) : ('neutral' as const),
    values: edges.map((edge) => read(edge, probeName(name))),
    label: label(),
  }));
  const told = rows.filter(({ values }) => values.some((value) => value !== undefined));
  return {
    caption,
    head: [l10n.t({ message: 'Request', comment: 'Heading of a column: an HTTP request' }), ...edges.map(edgeRequest)],
    rows: told.map(({ id, tone, label, values }) => ({
      id,
      tone,
      cells: [label, ...values.map((each) => each ?? '–')],
    })),
  };
}

function worstOf(tones: readonly Tone[]): Tone {
  return (['bad', 'warn', 'good', 'neutral'] as const).find((tone) => tones.includes(tone)) ?? 'neutral';
}

type Read = (edge: EdgeFact, asked: string) => string | undefined;

const header =
  (name: string): Read =>
  ({ answer }) =>
    answer.headers[name] === undefined ? undefined : plainText(answer.headers[name]);

const attributes: readonly { readonly id: string; readonly label: () => string; readonly read: Read }[] = [
  { id: 'answer', label: () => l10n.t('Answer'), read: ({ answer }) => edgeOutcome(answer) },
  {
    id: 'address',
    label: () => l10n.t('Connected to'),
    read: ({ answer, connectTo }) => plainText(answer.address ?? connectTo),
  },
  {
    id: 'bytes',
    label: () => l10n.t({ message: 'Bytes', comment: 'Whether the content of a file is the same' }),
    read: ({ sameBytes }) => describeBytes(sameBytes),
  },
  { id: 'cache', label: () => 'X-Cache', read: header('x-cache') },
  { id: 'age', label: () => 'Age', read: header('age') },
  { id: 'via', label: () => 'Via', read: header('via') },
  { id: 'eagle', label: () => 'EagleId', read: header('eagleid') },
  { id: 'tengine', label: () => 'X-Tengine-Error', read: header('x-tengine-error') },
  { id: 'disposition', label: () => 'Content-Disposition', read: header('content-disposition') },
  {
    id: 'certificate',
    label: () => l10n.t('Certificate'),
    read: ({ answer }, asked) => describeCertificate(answer, asked),
  },
  {
    id: 'expires',
    label: () => l10n.t('Valid until'),
    read: ({ answer: { certificate } }) => certificate?.expires && dayText(Date.parse(certificate.expires)),
  },
  {
    id: 'message',
    label: () => l10n.t({ message: 'Message', comment: 'What the server said of its error' }),
    read: ({ answer }) => answer.message && plainText(answer.message),
  },
  { id: 'duration', label: () => l10n.t('Duration'), read: ({ answer }) => `${Math.round(answer.durationMs)} ms` },
];

function describeBytes(sameBytes: boolean | undefined): string | undefined {
  if (sameBytes === undefined) return undefined;
  return sameBytes ? l10n.t('same as in the bucket') : l10n.t('different from the bucket');
}

function describeCertificate({ certificate }: EdgeAnswer, asked: string): string | undefined {
  const name = certificate && coveringName(certificate, asked);
  if (!certificate || name === undefined) return undefined;
  const trust = certificate.trusted ? l10n.t('trusted for this domain') : l10n.t('not trusted for this domain');
  return `${plainText(name)} · ${trust}`;
}
