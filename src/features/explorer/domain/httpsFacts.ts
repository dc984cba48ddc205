import { showDomain } from '../../../core/domainName.js';
import type { CertificateState } from '../../../core/https/certificateState.js';
import { type DomainHttps, judgeDomainHttps } from '../../../core/https/domainHttps.js';
import { type HttpsFact, readHttps } from '../../../core/https/readHttps.js';
import { isHeldBack, planReminders, type RemindedAt } from '../../../core/https/renewal.js';
import { l10n } from '../../../core/l10n.js';
import type { CdnDomain } from '../../../core/ports/cdn.js';
import type { HttpsDomain } from '../../../core/ports/certificates.js';
import { executeCommand } from '../../../host/commandIds.js';
import { guard } from '../../../host/commands.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { showWarning } from '../../../host/display.js';
import type { StateKey } from '../../../host/stateKeys.js';
import type { Node, NodeOf } from '../node.js';

/**
 * Reads the HTTPS state of domains and keeps it until the tree is refreshed: the certificates of all domains from CDN in one call, and the edge for single
 * domains. Reminds the user of renewals that are due.
 */
export class HttpsFacts {
  private readonly facts = new Map<string, Promise<HttpsFact | undefined>>();
  private listed: ReadonlyMap<string, HttpsDomain> = new Map();
  private listing?: object | undefined;
  /** The rows with HTTPS for which the list was last read. */
  private rows: readonly Node[] = [];
  /** Domains whose edges last showed an untrusted certificate. */
  private readonly untrusted = new Set<string>();

  constructor(
    private readonly deps: Pick<FeatureDeps, 'session' | 'clock' | 'memory' | 'log'>,
    private readonly onChanged: (rows: readonly Node[]) => void,
  ) {}

  /** Judges the HTTPS state of a domain from CDN's list of certificates and from what its edge last showed. */
  judge(domain: CdnDomain): DomainHttps {
    const { name } = domain;
    return judgeDomainHttps(domain, this.listed.get(name), this.deps.clock.now(), this.untrusted.has(name));
  }

  /** Reads CDN's list of certificates in the background if one of these rows is a domain with HTTPS. Until it is read, the previous list is used. */
  want(rows: readonly Node[]): void {
    const concerned = rows.filter((row) => row.kind === 'domain').filter(({ domain }) => domain.httpsOn);
    // Domains with a warning are checked again.
    for (const row of concerned) if (this.untrusted.has(row.domain.name)) void this.read(row);
    if (this.listing || concerned.length === 0) return;
    this.rows = concerned;
    const listing = {};
    this.listing = listing;
    // Without permission the rows only say whether HTTPS is on.
    void this.list().then(
      (listed) => {
        if (this.listing !== listing) return;
        this.listed = new Map(listed.map((each) => [each.domain, each]));
        this.onChanged(concerned);
        void guard(this.deps.log, 'renewal reminder', () => remindOfRenewal(this.deps, listed));
      },
      () => undefined,
    );
  }

  /** Reads the HTTPS state at the edge of a domain. Resolves to `undefined` if the domain has no HTTPS or is not online, or if the edge cannot be read. */
  read(row: NodeOf<'domain'>): Promise<HttpsFact | undefined> {
    const { name, cname, status, httpsOn } = row.domain;
    if (!httpsOn || status !== 'online' || cname === undefined) return Promise.resolve(undefined);
    const known = this.facts.get(name) ?? this.ask(row, cname).catch(() => undefined);
    this.facts.set(name, known);
    return known;
  }

  /** Reads the list of certificates again, since certificates expire and are changed elsewhere. The edge of `domain` is read again when it is next needed. */
  renew(domain?: string): void {
    if (domain !== undefined) this.facts.delete(domain);
    this.listing = undefined;
    this.want(this.rows);
  }

  clear(): void {
    this.rows = [];
    this.facts.clear();
    this.listing = undefined;
  }

  private async list(): Promise<readonly HttpsDomain[]> {
    const { cdn } = await this.deps.session.cloud();
    return cdn.listHttpsDomains(new AbortController().signal);
  }

  private async ask(row: NodeOf<'domain'>, connectTo: string): Promise<HttpsFact> {
    const { edge } = await this.deps.session.cloud();
    const place = { domain: row.domain.name, connectTo };
    const fact = await readHttps({ edge, clock: this.deps.clock }, place, new AbortController().signal);
    if (fact.certificate) this.note(row, fact.certificate);
    return fact;
  }

  private note(row: NodeOf<'domain'>, certificate: CertificateState): void {
    const { name } = row.domain;
    const isUntrusted = certificate.kind === 'bad' && certificate.problem === 'untrusted';
    if (isUntrusted === this.untrusted.has(name)) return;
    if (isUntrusted) this.untrusted.add(name);
    else this.untrusted.delete(name);
    this.onChanged([row]);
  }
}

const remindedKey: StateKey = 'renewalReminders';

/**
 * Reminds the user once a day of each certificate that is due, with a button to renew it, unless the authority suggests waiting. Resolves when the messages
 * are closed.
 */
export async function remindOfRenewal(
  { memory, clock, session }: Pick<FeatureDeps, 'memory' | 'clock' | 'session'>,
  listed: readonly HttpsDomain[],
): Promise<void> {
  const now = clock.now();
  const { due, reminded } = planReminders(listed, memory.get<RemindedAt>(remindedKey) ?? {}, now);
  if (due.length === 0) return;
  // Saved before the question is shown, so that no other window asks too.
  await memory.set(remindedKey, reminded);
  const cloud = await session.cloud();
  const { signal } = new AbortController();
  const remind = async (each: (typeof due)[number]) =>
    (await isHeldBack(cloud, each, now, signal)) || showReminder(each.domain, each.days);
  await Promise.all(due.map(remind));
}

async function showReminder(domain: string, days: number): Promise<void> {
  const renew = l10n.t('Renew Certificate…');
  if ((await showWarning(reminderText(showDomain(domain), days), renew)) === renew)
    await executeCommand('ossCdn.renewCertificate', domain);
}

function reminderText(name: string, days: number): string {
  if (days < 0) return l10n.t("The Let's Encrypt certificate of {0} has expired", name);
  return days === 1
    ? l10n.t("The Let's Encrypt certificate of {0} expires in 1 day", name)
    : l10n.t("The Let's Encrypt certificate of {0} expires in {1} days", name, days);
}
