import type { Account } from '../../../core/account.js';
import { isBuildOutput, siteReasonText } from '../../../core/delivery/readFolder.js';
import { readPresentSite } from '../../../core/delivery/readPresentSite.js';
import { cacheClassOf } from '../../../core/delivery/siteFile.js';
import { compareLinks, isBroken, linksText, readBase, type WrittenLink } from '../../../core/delivery/siteLinks.js';
import type { SiteType } from '../../../core/delivery/siteRoutes.js';
import { siteTypeItems, toSitePlan } from '../../../core/delivery/siteType.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import { isErrorOf, toAppError } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import type { Asking, FormUi, Question, Reply } from '../../../core/form.js';
import { isPossible, type PossibleCertificate, preselect } from '../../../core/https/certificateOptions.js';
import { l10n } from '../../../core/l10n.js';
import { toCdnUrl } from '../../../core/objectKey.js';
import type { RunStart } from '../../../core/onboarding/run/run.js';
import { ownBucket } from '../../../core/origin.js';
import type { FilePort } from '../../../core/ports/local.js';
import { isSourceMap, type SourceMaps } from '../../../core/publishing/mapping/sourceMaps.js';
import { confirmChange } from '../../../host/changePrompts.js';
import type { PageUi } from '../../../host/page/askPage.js';
import { pickContact } from '../../../host/prompts/pickContact.js';
import type { PageSnapshot } from '../../../protocol/page.js';
import { chosenFolder, type OnboardingAnswers, toPlan } from '../form/answers.js';
import { askPort } from '../form/originQuestions.js';
import { askRegion, askType } from '../form/questions.js';
import { listBucketKeys, readFolder } from '../form/siteSource.js';
import type { FormSources, SourceMeans } from '../form/sources.js';
import { isAfterSwitch, optionDetail, optionText } from './certificateText.js';
import {
  type Choices,
  isPublished,
  keepChoices,
  planStart,
  type ReviewDraft,
  recallChoices,
  toRunStart,
} from './choices.js';
import { type OutlookMeans, type PlanOutlook, readOutlook } from './outlook.js';
import { type ReviewAction, reviewActions } from './reviewActions.js';
import { type ReviewInput, toReviewPage } from './reviewPage.js';

/** The dependencies of the review. */
interface ReviewMeans
  extends Omit<OutlookMeans, 'signal'>,
    Pick<SourceMeans, 'links' | 'openPage' | 'loadIsPublicSuffix'> {
  readonly account: Account;
  readonly ui: FormUi & PageUi;
  readonly files: Pick<FilePort, 'list' | 'read' | 'realPath'>;
  readonly sources: FormSources;
  readonly draft: ReviewDraft;
  readonly sourceMaps: Pick<SourceMaps, 'get'>;
}

/** Returns the last question: a page with everything that will be created and changed, from which Back leads to the answers. */
export function reviewQuestion(means: ReviewMeans, signal: AbortSignal): Question<OnboardingAnswers> {
  return {
    id: 'agreed',
    when: ({ type }) => type !== 'dcdn',
    ask: (_ui, answers, asking) => askToStart(means, signal, answers, asking),
  };
}

async function askToStart(
  means: ReviewMeans,
  signal: AbortSignal,
  answers: Partial<OnboardingAnswers>,
  { step }: Asking<OnboardingAnswers['agreed']>,
): Promise<Reply<OnboardingAnswers['agreed']>> {
  const plan = toPlan(answers);
  if (!plan) return { kind: 'back' };
  const isPublicSuffix = await means.loadIsPublicSuffix();
  const folder = chosenFolder(answers);
  const first = { domain: plan.domain, account: means.account, hasBack: step > 1 };
  const decided = { plan, ...(folder !== undefined && { folder }) };
  const review = new Review({ ...means, isPublicSuffix }, decided, first);
  return means.ui.page<RunStart | 'dcdn', ReviewAction>({
    viewType: 'ossCdn.review',
    title: l10n.t('Review: {0}', showDomain(plan.domain)),
    actions: reviewActions,
    whileOpen: (draw, fail) => review.open(draw, fail, signal),
    act: (action) => review.act(action),
  });
}

/** An open review: what was read from the cloud, and what the user changed. */
class Review {
  private readonly work = new AbortController();
  private signal = this.work.signal;
  private draw: (page: PageSnapshot) => void = () => undefined;
  private keys: ReadonlySet<string> = new Set();
  /** The links in the folder. Empty if no folder is published. */
  private written: readonly WrittenLink[] = [];
  /** Ends the reading of the present site. Another site type restarts the reading. */
  private reading = new AbortController();

  constructor(
    private readonly means: ReviewMeans & { readonly isPublicSuffix: (name: string) => boolean },
    private readonly decided: Pick<Choices, 'plan' | 'folder'>,
    private input: ReviewInput,
  ) {}

  open(draw: (page: PageSnapshot) => void, fail: (reason: unknown) => void, signal: AbortSignal) {
    this.draw = draw;
    this.signal = AbortSignal.any([signal, this.work.signal]);
    this.show({});
    this.look().catch((error: unknown) => !isErrorOf(error, 'cancelled') && fail(error));
    return { dispose: () => this.work.abort() };
  }

  async act(action: ReviewAction): Promise<Reply<RunStart | 'dcdn'> | undefined> {
    if (action === 'back' || action === 'cancel') return { kind: action };
    try {
      return await this.follow(action);
    } catch (error) {
      // A list that could not be read does not end the review.
      if (!isErrorOf(error, 'cancelled')) this.show({ failure: errorText(toAppError(error)) });
      return undefined;
    }
  }

  private async follow(
    action: Exclude<ReviewAction, 'back' | 'cancel'>,
  ): Promise<Reply<RunStart | 'dcdn'> | undefined> {
    const { links, openPage } = this.means;
    if (action === 'openPrices' || action === 'openPolicy') {
      await openPage(action === 'openPrices' ? links.prices() : links.contentLimits());
      return undefined;
    }
    return action === 'start' ? this.start() : this.change(action);
  }

  private async start(): Promise<Reply<RunStart> | undefined> {
    const { start } = this.input;
    if (!start || !(await this.confirmLinks(start.choices))) return undefined;
    return { kind: 'value', value: toRunStart(start, this.means.clock.now()) };
  }

  /** Asks whether to start although most of the site would not work. */
  private async confirmLinks({ links }: Choices): Promise<boolean> {
    if (!links || !isBroken(links)) return true;
    return confirmChange({
      question: l10n.t('Start although the pages would not work?'),
      detail: linksText(links),
      button: l10n.t('Start Anyway'),
    });
  }

  private withLinks(choices: Choices): Choices {
    if (this.written.length === 0) return choices;
    const { domain, site } = choices.plan;
    const { base, ...links } = compareLinks(this.written, this.keys, { domain, routes: site?.type === 'spa' });
    return { ...choices, links: { ...links, ...(base !== site?.routes?.base && base !== undefined && { base }) } };
  }

  private async change(action: keyof typeof changes): Promise<Reply<'dcdn'> | undefined> {
    const { start } = this.input;
    if (!start) return undefined;
    const { ui, sources } = this.means;
    const { outlook } = start;
    const base = readBase(this.written, this.keys);
    const changed = await changes[action](start.choices, { ui, sources, outlook, keys: this.keys, base });
    if (changed === 'dcdn') return { kind: 'value', value: changed };
    if (!changed) return undefined;
    const choices = withScheme(changed);
    keepChoices(this.decided.plan, choices, outlook, this.means.draft);
    const { failure: _failure, ...input } = this.input;
    this.input = input;
    this.show({ start: planStart(this.withLinks(choices), outlook, this.means.isPublicSuffix) });
    if (changed.plan.site?.type !== start.choices.plan.site?.type) void this.readPresent();
    return undefined;
  }

  private show(known: Partial<ReviewInput>): void {
    this.input = { ...this.input, ...known };
    this.draw(toReviewPage(this.input));
  }

  /** Reads everything about the plan in parallel, and then what the site at the domain is today. */
  private async look(): Promise<void> {
    const { means, signal, decided } = this;
    const [outlook, { keys, links }, reason] = await Promise.all([
      readOutlook({ ...means, signal }, decided.plan),
      this.readKeys(),
      this.readReason(),
    ]);
    this.keys = keys;
    this.written = links;
    const proposed: Choices = {
      ...decided,
      certificate: preselect(outlook.certificates),
      redirects: true,
      ...(reason !== undefined && { reason }),
      ...this.readBuild(),
    };
    const choices = recallChoices(means.draft.read(), proposed, outlook);
    this.show({ start: planStart(this.withLinks(withScheme(choices)), outlook, means.isPublicSuffix) });
    await this.readPresent();
  }

  /** Reads whether the folder is build output, how its files are cached, and how many of its source maps are left out. */
  private readBuild(): Pick<Choices, 'sourceMaps' | 'cached' | 'watch'> {
    const { folder } = this.decided;
    if (folder === undefined || !isPublished(this.decided)) return {};
    const watch = isBuildOutput(folder, this.keys) ? { watch: true } : {};
    const cached = { hashed: 0, page: 0, other: 0 };
    for (const key of this.keys) cached[cacheClassOf(key)] += 1;
    if (this.means.sourceMaps.get(folder) === 'published') return { ...watch, cached };
    return { ...watch, cached, sourceMaps: [...this.keys].filter(isSourceMap).length };
  }

  /** Returns why the files suggest this site type. */
  private async readReason(): Promise<string | undefined> {
    const { plan, folder } = this.decided;
    if (!plan.site) return undefined;
    const published = isPublished(this.decided) ? folder : undefined;
    const { reason } = await this.means.sources.readSite({
      domain: plan.domain,
      bucket: ownBucket(plan.origin),
      folder: published,
    });
    return siteReasonText(reason);
  }

  private async readKeys(): Promise<Awaited<ReturnType<typeof readFolder>>> {
    const { means, signal, decided } = this;
    const bucket = ownBucket(decided.plan.origin);
    const reading =
      isPublished(decided) && decided.folder !== undefined
        ? readFolder(means.files, decided.folder, signal)
        : bucket && listBucketKeys(means.cloud.oss, bucket, signal).then((keys) => ({ keys, links: [] }));
    // If the keys cannot be listed, nothing is compared.
    return (await reading?.catch(() => undefined)) ?? { keys: new Set(), links: [] };
  }

  /** Reads the site that the name has today. A wildcard, or a name without a target in DNS, has no site, and without new keys there is nothing to compare. */
  private async readPresent(): Promise<void> {
    const { means, input, keys } = this;
    const { start } = input;
    this.reading.abort();
    if (!start || keys.size === 0) return;
    const { plan } = start.choices;
    const { place } = start.outlook.target ?? {};
    if (place === undefined || place === 'free' || isWildcard(plan.domain)) return;
    this.reading = new AbortController();
    const signal = AbortSignal.any([this.signal, this.reading.signal]);
    this.show({ present: 'reading' });
    const base = plan.site?.routes?.base ?? '';
    const to = { keys: new Set([...keys].map((key) => base + key)), site: plan.site };
    const found = await readPresentSite(means.cloud.edge, plan.domain, to, signal).catch(() => undefined);
    if (signal.aborted) return;
    const { present: _present, ...others } = this.input;
    this.input = others;
    this.show(found ? { present: found } : {});
  }
}

/** The dependencies of the quick picks of the review. */
interface PickMeans {
  readonly ui: FormUi;
  readonly sources: FormSources;
  readonly outlook: PlanOutlook;
  /** The keys of the files in the folder or, if no folder is published, of the objects in the bucket. */
  readonly keys: ReadonlySet<string>;
  /** The folder that the pages expect to be in; `undefined` if that is the root. */
  readonly base: string | undefined;
}

/** Actions that open a quick pick to change a choice. */
type ChangeAction = Extract<ReviewAction, `change${string}`>;

/** The position of a question that is asked alone. */
const alone = { step: 1, total: 1 };

/**
 * Functions that ask for another choice. Each resolves to the changed choices, to `undefined` if the user cancels, or to `dcdn` to open that console
 * instead.
 */
const changes: Readonly<
  Record<ChangeAction, (choices: Choices, means: PickMeans) => Promise<Choices | 'dcdn' | undefined>>
> = {
  changeSite,
  changeHttps,
  async changeRedirect(choices, { ui }) {
    const reply = await ui.pick<boolean>({
      title: l10n.t('Redirect http to https?'),
      placeholder: l10n.t('Choose what visitors over http get once https works'),
      items: [
        { label: l10n.t('Redirect to HTTPS'), detail: l10n.t('Status 301; browsers may cache it'), value: true },
        { label: l10n.t('Leave as It Is'), detail: l10n.t('Both work side by side'), value: false },
      ],
      selected: choices.redirects,
    });
    return reply.kind === 'value' ? { ...choices, redirects: reply.value } : undefined;
  },
  async changeBuilds(choices, { ui }) {
    const reply = await ui.pick<boolean>({
      title: l10n.t('Publish after each build?'),
      placeholder: l10n.t('Choose what happens when a build writes into the folder'),
      items: [
        {
          label: l10n.t('Publish After Each Build'),
          detail: l10n.t('More than 50 files at once, and what a branch switch changes, wait for your consent'),
          value: true,
        },
        {
          label: l10n.t('Only What Is Saved in the Editor'),
          detail: l10n.t('Publish Folder uploads a build'),
          value: false,
        },
      ],
      selected: choices.watch ?? false,
    });
    return reply.kind === 'value' ? { ...choices, watch: reply.value } : undefined;
  },
  async changeType(choices, { ui, sources }) {
    const { plan } = choices;
    const reply = await askType(ui, sources, plan, { ...alone, earlier: plan.type });
    if (reply.kind !== 'value') return undefined;
    return reply.value === 'dcdn' ? 'dcdn' : { ...choices, plan: { ...plan, type: reply.value } };
  },
  async changeRegion(choices, { ui, sources }) {
    const { plan } = choices;
    const reply = await askRegion(ui, sources, plan, { ...alone, earlier: plan.region });
    return reply.kind === 'value' ? { ...choices, plan: { ...plan, region: reply.value } } : undefined;
  },
  async changePort(choices, { ui }) {
    const { plan } = choices;
    const reply = await askPort(ui, plan.origin, { ...alone, earlier: plan.port });
    return reply.kind === 'value' ? { ...choices, plan: { ...plan, port: reply.value } } : undefined;
  },
};

async function changeSite(choices: Choices, { ui, keys, base }: PickMeans): Promise<Choices | undefined> {
  const { plan } = choices;
  const reply = await ui.pick<SiteType | 'none'>({
    title: `${l10n.t('Site type')} · ${showDomain(plan.domain)}`,
    placeholder: l10n.t('Choose what the domain serves; you can review every change before it is made'),
    items: [
      ...siteTypeItems(),
      {
        label: l10n.t('Leave as It Is'),
        detail: l10n.t('No setting is made for pages, caching, or compression'),
        value: 'none',
      },
    ],
    selected: plan.site?.type ?? 'none',
  });
  if (reply.kind !== 'value') return undefined;
  const { site: former, ...others } = plan;
  const { reason: _reason, ...kept } = choices;
  if (reply.value === 'none') return { ...kept, plan: others };
  const host = { name: plan.domain, httpsOn: hasHttps(choices) };
  const files = { paths: new Set([...keys].map((key) => `${base ?? ''}${key}`)), base };
  const site = { ...toSitePlan(reply.value, files, host), ...(former?.query && { query: former.query }) };
  return { ...kept, plan: { ...plan, site } };
}

/** Returns whether HTTPS works from the beginning. */
function hasHttps({ certificate }: Choices): boolean {
  return !['files', 'later'].includes(certificate.kind) && !isAfterSwitch(certificate);
}

/** Returns the choices with the scheme of the error page set to the one that works from the beginning. */
function withScheme(choices: Choices): Choices {
  const { site } = choices.plan;
  if (site?.notFoundPage === undefined) return choices;
  const { plan } = choices;
  const notFoundPage = toCdnUrl(
    { name: plan.domain, httpsOn: hasHttps(choices) },
    `${site.routes?.base ?? ''}404.html`,
  );
  return { ...choices, plan: { ...plan, site: { ...site, notFoundPage } } };
}

async function changeHttps(choices: Choices, { ui, outlook }: PickMeans): Promise<Choices | undefined> {
  const { certificates } = outlook;
  for (;;) {
    const reply = await ui.pick<PossibleCertificate | 'impossible'>({
      title: l10n.t('Certificate for {0}', showDomain(choices.plan.domain)),
      placeholder: l10n.t('Choose a certificate that covers the domain'),
      items: certificates.map((option) => ({
        label: `${isPossible(option) ? '$(lock)' : '$(circle-slash)'} ${optionText(option)}`,
        ...(!isPossible(option)
          ? { description: l10n.t('not possible here') }
          : isAfterSwitch(option) && { description: l10n.t('after the switch') }),
        detail: optionDetail(option),
        value: isPossible(option) ? option : 'impossible',
      })),
      selected: choices.certificate,
    });
    if (reply.kind !== 'value') return undefined;
    if (reply.value === 'impossible') continue;
    const certificate = reply.value;
    if (certificate.kind !== 'free' || certificate.contacts.length < 2) return { ...choices, certificate };
    const contact = await pickContact(ui, certificate.contacts);
    if (contact.kind === 'value') return { ...choices, certificate, contact: contact.value.id };
    if (contact.kind === 'cancel') return undefined;
  }
}
