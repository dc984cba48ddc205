import { isThroughCdn } from '../../core/cdn/edgeProof.js';
import { isWildcard } from '../../core/dns/hostNames.js';
import { showDomain } from '../../core/domainName.js';
import { type BrowserView, viewInBrowser } from '../../core/https/browserView.js';
import { probeDomain } from '../../core/https/probeDomain.js';
import { l10n } from '../../core/l10n.js';
import { toCdnUrl } from '../../core/objectKey.js';
import { provenKey } from '../../core/onboarding/run/facts.js';
import type { RunRecord } from '../../core/onboarding/run/run.js';
import { ownBucket } from '../../core/origin.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import type { CloudPorts } from '../../core/ports/cloud.js';
import { executeCommand } from '../../host/commandIds.js';
import { openUrl } from '../../host/console/openPage.js';
import { markLive } from '../../host/contextKeys.js';
import { copyToClipboard } from '../../host/display.js';
import type { RunCommandDeps } from './runCommands.js';

/** A sentence with buttons to continue. */
export interface News {
  readonly sentence: string;
  readonly buttons: readonly { readonly label: string; readonly act: () => unknown }[];
  /** The result is as intended. */
  readonly isGood?: true;
  /** The end of the certificate that visitors get, in ms since the epoch. */
  readonly httpsUntil?: number;
}

/** Reads the news of a run's domain once, until reset, so that the notification and the page agree. */
export class LiveReader {
  private readonly known = new Map<string, Promise<News>>();

  constructor(private readonly deps: RunCommandDeps) {}

  read(record: RunRecord): Promise<News> {
    const news = this.known.get(record.id) ?? liveNews(this.deps, record);
    this.known.set(record.id, news);
    return news;
  }

  forget(id: string): void {
    this.known.delete(id);
  }
}

/** A visitor's result at a domain. */
interface Visited {
  readonly domain: Pick<CdnDomain, 'name' | 'cname' | 'httpsOn'>;
  /** Absent if it could not be determined from here. */
  readonly view?: BrowserView;
  /** The domain's bucket has no first page. */
  readonly lacksIndex?: boolean;
  readonly httpsUntil?: number;
}

/**
 * Reads what visitors get once DNS leads them to the domain. It is "live" if its home page is shown, requested as they
 * do, over https if enabled; otherwise the news is the problem with its remedy.
 */
export async function liveNews(deps: RunCommandDeps, record: RunRecord): Promise<News> {
  const { plan, facts } = record;
  const visited = await visit(deps, record).catch(() => undefined);
  const { httpsUntil } = visited ?? {};
  const good = { isGood: true, ...(httpsUntil !== undefined && { httpsUntil }) } as const;
  const { domain, view }: Visited = visited ?? { domain: { name: plan.domain, httpsOn: false } };
  const isSettled = domain.httpsOn || !visited;
  const https = isSettled ? [] : [run(l10n.t('Set Up HTTPS…'), 'ossCdn.setUpHttps', record)];
  const isWhole = isWildcard(plan.domain) || plan.site?.type === 'downloads';
  if (isWhole || view?.kind === 'shown') markLive(domain);
  if (isWildcard(plan.domain)) return { ...good, sentence: reachedText(domain), buttons: [verify(record), ...https] };
  if (isWhole)
    return {
      ...good,
      sentence: reachedText(domain),
      buttons: [...openAndCopy(domain, provenKey(facts) ?? ''), ...https],
    };
  if (view?.kind === 'shown')
    return {
      ...good,
      sentence: l10n.t('{0} is live', homeOf(domain)),
      buttons: [...openAndCopy(domain, ''), ...https],
    };
  const { sentence, buttons } = tellOther({ ...visited, domain }, record);
  return { sentence, buttons: [...buttons, ...https] };
}

/** The problem and its remedy if the home page is not shown. */
function tellOther({ domain, view, lacksIndex }: Visited, record: RunRecord): News {
  const key = provenKey(record.facts);
  const open = openAndCopy(domain, key ?? '');
  const name = showDomain(domain.name);
  switch (view?.kind) {
    case 'warned':
      return {
        sentence: l10n.t('Visitors reach {0} through CDN, but browsers warn about its certificate', name),
        buttons: [verify(record)],
      };
    case 'downloaded':
      return {
        sentence: l10n.t('Visitors reach {0} through CDN, but browsers download its home page', name),
        buttons: [verify(record)],
      };
    case 'refused':
      return tellRefused(view, lacksIndex === true, record);
    case 'redirected':
      return { sentence: reachedText(domain), buttons: open };
    default:
      return {
        sentence: l10n.t('Visitors reach {0} through CDN; its home page could not be checked from here', name),
        buttons: [...open, verify(record)],
      };
  }
}

function tellRefused(
  { status, denied }: Extract<BrowserView, { kind: 'refused' }>,
  lacksIndex: boolean,
  record: RunRecord,
): News {
  const { plan } = record;
  const name = showDomain(plan.domain);
  if (lacksIndex)
    return {
      sentence: l10n.t(
        'Visitors reach {0} through CDN, but the bucket has no index.html: the home page returns HTTP {1}',
        name,
        status,
      ),
      buttons: [{ label: l10n.t('Publish a Folder…'), act: () => executeCommand('ossCdn.publishFolder') }],
    };
  const isOwn = ownBucket(plan.origin) !== undefined;
  const siteType = isOwn ? [run(l10n.t('Set Site Type…'), 'ossCdn.setSiteType', record)] : [];
  // OSS would have to list the bucket, as for one of this account.
  const homePage = !isOwn && denied ? [run(l10n.t('Set Up Home Page…'), 'ossCdn.setHomePage', record)] : [];
  return {
    sentence: l10n.t('Visitors reach {0} through CDN, but its home page returns HTTP {1}', name, status),
    buttons: [...siteType, ...homePage, verify(record)],
  };
}

function reachedText({ name }: Visited['domain']): string {
  return l10n.t('Visitors reach {0} through CDN', showDomain(name));
}

function homeOf(domain: Visited['domain']): string {
  return toCdnUrl(domain, '').replace(/\/$/, '');
}

function openAndCopy(domain: Visited['domain'], key: string): News['buttons'] {
  const url = toCdnUrl(domain, key);
  return [
    { label: l10n.t({ message: 'Open', comment: 'Opens a URL in the browser' }), act: () => openUrl(url) },
    { label: l10n.t('Copy'), act: () => copyToClipboard(key === '' ? homeOf(domain) : url) },
  ];
}

/** Domain commands of buttons. */
type DomainCommand = 'ossCdn.setUpHttps' | 'ossCdn.setSiteType' | 'ossCdn.setHomePage' | 'ossCdn.verifyCname';

function run(label: string, id: DomainCommand, { plan }: RunRecord) {
  return { label, act: () => executeCommand(id, plan.domain) };
}

function verify(record: RunRecord): News['buttons'][number] {
  return run(l10n.t('Show Verification'), 'ossCdn.verifyCname', record);
}

/** Requests the home page as a visitor, and the first page of the bucket if the edge refuses it. */
async function visit({ session, clock }: RunCommandDeps, record: RunRecord): Promise<Visited> {
  const { plan, facts } = record;
  const { signal } = new AbortController();
  const cloud = await session.cloud();
  const domain = (await cloud.cdn.readDomain(plan.domain, signal)) ?? {
    name: plan.domain,
    httpsOn: false,
    ...(facts.cname && { cname: facts.cname }),
  };
  if (isWildcard(plan.domain)) return { domain };
  const answer = await askForHome(cloud, domain, signal);
  const view = viewInBrowser(plan.domain, { scheme: domain.httpsOn ? 'https' : 'http', answer }, clock.now());
  const bucket = ownBucket(plan.origin);
  const { trusted, expires } = answer.certificate ?? {};
  const until = trusted && expires !== undefined ? Date.parse(expires) : Number.NaN;
  const seen = { domain, view, ...(Number.isFinite(until) && { httpsUntil: until }) };
  if (view.kind !== 'refused' || !bucket) return seen;
  const index = await cloud.oss.readObjectHead(bucket, 'index.html', signal).catch(() => 'unknown' as const);
  return { ...seen, lacksIndex: index === undefined };
}

/** Requests the name itself, or the CNAME if this computer is still led elsewhere, unlike other visitors. */
async function askForHome({ edge }: CloudPorts, domain: Visited['domain'], signal: AbortSignal) {
  const { name, httpsOn } = domain;
  const scheme = httpsOn ? 'https' : 'http';
  const request = { connectTo: name, name, path: '/', maxBytes: 4096, scheme } as const;
  const answer = await edge.probe(request, signal);
  if (answer.outcome === 'answered' && isThroughCdn(answer)) return answer;
  return probeDomain(edge, domain, { path: '/', maxBytes: 4096 }, signal);
}
