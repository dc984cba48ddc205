import { env } from 'vscode';
import type { Account } from '../../core/account.js';
import { checkService } from '../../core/cdn/serviceState.js';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { type OpenPick, type Reply, runForm } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { describeOrigin, publicBucketHost } from '../../core/origin.js';
import { listPinned } from '../../core/oss/pinnedBuckets.js';
import type { CdnPort } from '../../core/ports/cdn.js';
import type { Memory } from '../../core/ports/local.js';
import { SourceMaps } from '../../core/publishing/mapping/sourceMaps.js';
import type { Disposable } from '../../core/signal.js';
import { type CommandArguments, executeCommand } from '../../host/commandIds.js';
import { consoleLinks } from '../../host/console/consoleLinks.js';
import { openPage } from '../../host/console/openPage.js';
import type { FeatureDeps } from '../../host/deps.js';
import { showInformation, showWarning } from '../../host/display.js';
import { hasFolders } from '../../host/prompts/folderRows.js';
import { createMemory, sourceMapsKey } from '../../host/stateKeys.js';
import { openService } from '../questions/service.js';
import { type OnboardingAnswers, toOrigin } from './form/answers.js';
import { onboardingQuestions } from './form/questions.js';
import { type FormSources, openSources, type SourceMeans } from './form/sources.js';
import type { KeptChoices, ReviewDraft } from './review/choices.js';
import { reviewQuestion } from './review/reviewQuestion.js';

/** The dependencies of the form. */
export interface FormDeps
  extends Pick<
      FeatureDeps,
      'context' | 'session' | 'board' | 'memory' | 'ui' | 'log' | 'settings' | 'clock' | 'files' | 'mappedObjects'
    >,
    Pick<FormSources, 'loadIsPublicSuffix'> {}

/** Where the form starts: from a bucket or a domain, or from a folder that is published to that bucket or to any. */
export type FormStart = NonNullable<CommandArguments['ossCdn.onboard'][0]> | SiteStart;

/** A workspace folder to publish, as a URI text. If it is absent, the form first asks for one. */
interface SiteStart {
  readonly folder: string | undefined;
}

/** Asks the questions of an onboarding and starts it. Resolves to the id of the run, or to `undefined` if the user cancels. */
export async function startForm(deps: FormDeps, origin?: FormStart): Promise<string | undefined> {
  const account = deps.session.account;
  if (!account) throw new AppError('notSignedIn');
  const work = new AbortController();
  const { session } = deps;
  const watch = session.onDidChange(() => {
    if (work.signal.aborted || session.account?.id === account.id) return;
    work.abort();
    void showInformation(
      l10n.t('The account has changed: start again to set up the domain in the account that is signed in now'),
    );
  });
  try {
    return await fillIn(deps, { account, signal: work.signal }, origin);
  } catch (error) {
    // The reason was already shown.
    if (work.signal.aborted) return undefined;
    throw error;
  } finally {
    watch.dispose();
    work.abort();
  }
}

async function fillIn(
  deps: FormDeps,
  { account, signal }: { readonly account: Account; readonly signal: AbortSignal },
  origin: FormStart | undefined,
): Promise<string | undefined> {
  const cloud = await deps.session.cloud();
  const means = meansOf(deps);
  if (!(await passServiceCheck(cloud.cdn, means, signal))) return undefined;
  const draft = openDraft(deps.memory, account.id);
  const sources = openSources(cloud, means, signal);
  const { files, clock, context } = deps;
  const sourceMaps = new SourceMaps(createMemory(context.workspaceState), sourceMapsKey);
  const ui = endWith(signal, deps.ui);
  const given: Partial<OnboardingAnswers> = origin ? givenBy(origin) : {};
  const form = onboardingQuestions(sources, isAboutFolder(origin));
  const review = reviewDraft(
    draft,
    (part) => !(part in given) && form.some(({ id, isFound }) => id === part && !isFound),
  );
  const questions = [
    ...form,
    reviewQuestion({ ...means, ui, files, clock, cloud, account, sources, draft: review, sourceMaps }, signal),
  ];
  const answers = await runForm(questions, ui, {
    draft: draft.read().answers,
    onDraft: (answers) => draft.write({ answers }),
    revised: () => draft.read().answers,
    // Most origins are buckets, so the number of questions rarely changes.
    assumed: { originKind: 'bucket' },
    given,
  });
  if (answers?.type === 'dcdn' || answers?.agreed === 'dcdn') return handOver(answers, means);
  if (!answers?.agreed || signal.aborted) return undefined;
  const { plan, answers: begun } = answers.agreed;
  const id = await deps.board.start(plan, begun, account.id);
  deps.log.info(`Onboarding started: ${showDomain(plan.domain)}`);
  await draft.clear();
  return id;
}

/** Resolves to whether this account can use CDN. If it cannot, offers to activate the service or to settle what is owed. */
async function passServiceCheck(
  cdn: CdnPort,
  { links, openPage }: Pick<FormSources, 'links' | 'openPage'>,
  signal: AbortSignal,
): Promise<boolean> {
  const state = await checkService(cdn, signal);
  if (state === 'open') return true;
  if (state === 'notOpen') return openService(cdn, signal);
  const billing = l10n.t('Open Billing');
  const sentence = l10n.t('CDN is locked because a payment is overdue: pay it, then start again');
  if ((await showWarning(sentence, billing)) === billing) await openPage(links.balance());
  return false;
}

/** Returns the same user interface, whose quick picks, input boxes and pages close when the signal aborts. */
function endWith(signal: AbortSignal, ui: FormDeps['ui']): Pick<FormDeps['ui'], 'pick' | 'input' | 'page'> {
  const onEnd = (act: () => void) => signal.addEventListener('abort', act, { once: true });
  const whileOpen = (act: () => void, open: Disposable | undefined): Disposable => {
    onEnd(act);
    return {
      dispose() {
        signal.removeEventListener('abort', act);
        open?.dispose();
      },
    };
  };
  const ended = new Promise<{ readonly kind: 'cancel' }>((resolve) => onEnd(() => resolve({ kind: 'cancel' })));
  const orEnd = <T>(reply: Promise<Reply<T>>): Promise<Reply<T>> => Promise.race([ended, reply]);
  return {
    pick(question) {
      const follow = (open: OpenPick) => whileOpen(() => open.close(), question.whileOpen?.(open));
      return orEnd(ui.pick({ ...question, whileOpen: follow }));
    },
    input: (question) => orEnd(ui.input(question)),
    page(question) {
      const follow: (typeof question)['whileOpen'] = (draw, fail) =>
        whileOpen(() => fail(new AppError('cancelled')), question.whileOpen(draw, fail));
      return orEnd(ui.page({ ...question, whileOpen: follow }));
    },
  };
}

function isAboutFolder(origin: FormStart | undefined): boolean {
  if (origin === undefined || typeof origin === 'string') return false;
  return 'folder' in origin || ('publishes' in origin && origin.publishes === true);
}

/** Returns the answers that follow from where the form started. */
function givenBy(origin: FormStart): Partial<OnboardingAnswers> {
  if (typeof origin === 'string') return { domain: origin };
  if ('folder' in origin)
    return { originKind: 'bucket', ...(origin.folder !== undefined && { folder: origin.folder }) };
  const { name, region, domain } = origin;
  return { originKind: 'bucket', bucket: { name, region }, ...(domain !== undefined && { domain }) };
}

function meansOf(deps: FormDeps): SourceMeans {
  const { settings, clock, files, mappedObjects, loadIsPublicSuffix } = deps;
  return {
    files,
    mappedFolders: () => (hasFolders() ? mappedObjects.listFolders() : Promise.resolve([])),
    pinned: () => listPinned(deps),
    addBucket: () => executeCommand('ossCdn.addBucket'),
    createBucket: (unfiled) => executeCommand('ossCdn.createBucket', ...(unfiled === undefined ? [] : [unfiled])),
    clock,
    resolvers: settings.get('verification.resolvers'),
    loadIsPublicSuffix,
    links: consoleLinks(settings.get('console')),
    openPage,
    editOrigin: (domain) => executeCommand('ossCdn.editOrigin', domain),
  };
}

const key = 'onboardingDraft';

/** The kept parts of a form that was closed. */
interface Kept {
  readonly answers: Partial<OnboardingAnswers>;
  /** The user's changes in the review. */
  readonly review?: KeptChoices;
}

/** Reads and writes the draft of one account. */
interface Draft {
  read(): Kept;
  write(change: Partial<Kept>): void;
  clear(): Promise<void>;
}

/** Opens the draft of one account in the user's memory. */
function openDraft(memory: Memory, accountId: string): Draft {
  const read = (): Kept => {
    const kept = memory.get<Kept & { readonly accountId: string }>(key);
    return kept?.accountId === accountId ? kept : { answers: {} };
  };
  return {
    read,
    write: (change) => void memory.set(key, { ...read(), ...change, accountId }),
    clear: () => memory.set(key, undefined),
  };
}

/** Returns the part of the draft that stores what was changed in the review. */
function reviewDraft({ read, write }: Draft, isAsked: ReviewDraft['isAsked']): ReviewDraft {
  return {
    isAsked,
    read: () => read().review,
    write(review) {
      const { type, region, port } = review.to;
      const changed = Object.entries({ type, region, port }).filter(([part]) => isAsked(part as 'type'));
      write({ review, answers: { ...read().answers, ...Object.fromEntries(changed) } });
    },
  };
}

/** Copies the answers to the clipboard and opens the console of DCDN, or that of ESA, which the vendor offers instead. The user chooses which. */
export async function handOver(
  answers: Partial<OnboardingAnswers>,
  { links, openPage }: Pick<FormSources, 'links' | 'openPage'>,
): Promise<undefined> {
  const open = l10n.t('Open DCDN Console');
  const sentence = l10n.t('DCDN is set up in its own console; your answers will be copied to the clipboard');
  const text = describeAnswers(answers);
  // Source: the titles of the vendor's documents, and the fourth business type of its form for a new domain.
  const successor = l10n.t(
    'This product is now named DCDN (Classic); the fourth business type in the CDN console now leads to ESA.',
  );
  const detail = `${text}\n\n${successor}`;
  const openEsa = l10n.t('Open ESA Console');
  const chosen = await showInformation(sentence, { modal: true, detail }, open, openEsa);
  if (chosen === undefined) return;
  await env.clipboard.writeText(text);
  await openPage(chosen === openEsa ? links.esa() : links.dcdn());
}

/** Formats the answers: the domain, then each origin server with its role and weight if these were asked for, one per line. */
function describeAnswers(answers: Partial<OnboardingAnswers>): string {
  const origin = toOrigin(answers);
  return [
    l10n.t('Domain: {0}', showDomain(answers.domain ?? '')),
    ...(origin ? describeOrigin(origin, publicBucketHost) : []).map((server) => l10n.t('Origin: {0}', server)),
  ].join('\n');
}
