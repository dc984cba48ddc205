import type { Account } from '../../../core/account.js';
import { isBuildOutput, siteReasonText } from '../../../core/delivery/readFolder.js';
import { readPresentSite } from '../../../core/delivery/readPresentSite.js';
import { isWildcard } from '../../../core/dns/hostNames.js';
import { showDomain } from '../../../core/domainName.js';
import { isErrorOf, toAppError } from '../../../core/errors.js';
import { errorText } from '../../../core/errorTexts/errorText.js';
import type { Asking, FormUi, Question, Reply } from '../../../core/form.js';
import { preselect } from '../../../core/https/certificateOptions.js';
import { l10n } from '../../../core/l10n.js';
import type { RunStart } from '../../../core/onboarding/run/run.js';
import { ownBucket } from '../../../core/origin.js';
import type { FilePort } from '../../../core/ports/local.js';
import { isSourceMap, type SourceMaps } from '../../../core/publishing/mapping/sourceMaps.js';
import type { PageUi } from '../../../host/page/askPage.js';
import type { PageSnapshot } from '../../../protocol/page.js';
import { chosenFolder, type OnboardingAnswers, toPlan } from '../form/answers.js';
import { listBucketKeys, listFolderKeys } from '../form/siteSource.js';
import type { FormSources, SourceMeans } from '../form/sources.js';
import {
  type Choices,
  isPublished,
  keepChoices,
  planStart,
  type ReviewDraft,
  recallChoices,
  toRunStart,
} from './choices.js';
import { type OutlookMeans, readOutlook } from './outlook.js';
import { type ReviewAction, reviewActions } from './reviewActions.js';
import { type ReviewInput, toReviewPage } from './reviewPage.js';
import { changes, withScheme } from './reviewPicks.js';

/** The dependencies of the review. */
export interface ReviewMeans
  extends Omit<OutlookMeans, 'signal'>,
    Pick<SourceMeans, 'links' | 'openPage' | 'loadIsPublicSuffix'> {
  readonly account: Account;
  readonly ui: FormUi & PageUi;
  readonly files: Pick<FilePort, 'list' | 'realPath'>;
  readonly sources: FormSources;
  readonly draft: ReviewDraft;
  readonly sourceMaps: Pick<SourceMaps, 'get'>;
}

/** The last question: everything that will be created and changed, as a page, with Back to the answers. */
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

/** An open review: the facts, and the changes. */
class Review {
  private readonly work = new AbortController();
  private signal = this.work.signal;
  private draw: (page: PageSnapshot) => void = () => undefined;
  private keys: ReadonlySet<string> = new Set();
  /** The reading of the present site; another site type restarts it. */
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

  private start(): Reply<RunStart> | undefined {
    const { start } = this.input;
    return start && { kind: 'value', value: toRunStart(start, this.means.clock.now()) };
  }

  private async change(action: keyof typeof changes): Promise<Reply<'dcdn'> | undefined> {
    const { start } = this.input;
    if (!start) return undefined;
    const { ui, sources } = this.means;
    const { outlook } = start;
    const changed = await changes[action](start.choices, { ui, sources, outlook, keys: this.keys });
    if (changed === 'dcdn') return { kind: 'value', value: changed };
    if (!changed) return undefined;
    const choices = withScheme(changed);
    keepChoices(this.decided.plan, choices, outlook, this.means.draft);
    const { failure: _failure, ...input } = this.input;
    this.input = input;
    this.show({ start: planStart(choices, outlook, this.means.isPublicSuffix) });
    if (changed.plan.site?.type !== start.choices.plan.site?.type) void this.readPresent();
    return undefined;
  }

  private show(known: Partial<ReviewInput>): void {
    this.input = { ...this.input, ...known };
    this.draw(toReviewPage(this.input));
  }

  /** Reads everything about the plan at once, then the name's site today. */
  private async look(): Promise<void> {
    const { means, signal, decided } = this;
    const [outlook, keys, reason] = await Promise.all([
      readOutlook({ ...means, signal }, decided.plan),
      this.listKeys(),
      this.readReason(),
    ]);
    this.keys = keys;
    const proposed: Choices = {
      ...decided,
      certificate: preselect(outlook.certificates),
      redirects: true,
      ...(reason !== undefined && { reason }),
      ...this.readBuild(),
    };
    const choices = recallChoices(means.draft.read(), proposed, outlook);
    this.show({ start: planStart(withScheme(choices), outlook, means.isPublicSuffix) });
    await this.readPresent();
  }

  /** Whether the folder is build output, and its source maps that are left out. */
  private readBuild(): Pick<Choices, 'sourceMaps' | 'watch'> {
    const { folder } = this.decided;
    if (folder === undefined || !isPublished(this.decided)) return {};
    const watch = isBuildOutput(folder, this.keys) ? { watch: true } : {};
    if (this.means.sourceMaps.get(folder) === 'published') return watch;
    return { ...watch, sourceMaps: [...this.keys].filter(isSourceMap).length };
  }

  /** Why the files suggest this site type. */
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

  private async listKeys(): Promise<ReadonlySet<string>> {
    const { means, signal, decided } = this;
    const bucket = ownBucket(decided.plan.origin);
    const listing =
      isPublished(decided) && decided.folder !== undefined
        ? listFolderKeys(means.files, decided.folder, signal)
        : bucket && listBucketKeys(means.cloud.oss, bucket, signal);
    // If the keys cannot be listed, nothing is compared.
    return (await listing?.catch(() => undefined)) ?? new Set();
  }

  /** A name without a target has no site, nor has a wildcard; without keys there is nothing to compare. */
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
    const found = await readPresentSite(means.cloud.edge, plan.domain, { keys, site: plan.site }, signal).catch(
      () => undefined,
    );
    if (signal.aborted) return;
    const { present: _present, ...others } = this.input;
    this.input = others;
    this.show(found ? { present: found } : {});
  }
}
