import type { Account, AccountSource, Credentials, StoredKeys } from '../../core/account.js';
import { accountText, sourceLabel } from '../../core/account.js';
import { AppError, isAppError } from '../../core/errors.js';
import { errorText } from '../../core/errorTexts/errorText.js';
import { type FormUi, type PickItem, type Question, runForm } from '../../core/form.js';
import { l10n } from '../../core/l10n.js';
import { withRemark } from '../../core/text/plainText.js';
import type { FeatureDeps } from '../../host/deps.js';
import { withProgress } from '../../host/display.js';
import type { OwnSession } from '../../host/session.js';

/** The dependencies of signing in. */
export type SignInDeps = Pick<FeatureDeps, 'log' | 'ui' | 'settings'> & { readonly session: OwnSession };

/** Asks for keys, verifies them, and signs this window in. */
export async function signIn(deps: SignInDeps): Promise<void> {
  const { session, ui } = deps;
  const verify = (source: AccountSource, typed?: Credentials) =>
    withProgress({ location: { viewId: 'ossCdn.explorer' } }, () => readAccount(session, source, typed));
  const signedIn = await askSignIn(ui, { stored: session.listStored(), current: session.account, verify });
  if (signedIn === 'createKey') {
    const { createAccessKey } = await import('./createAccessKey.js');
    return createAccessKey(deps);
  }
  if (signedIn) await session.signIn(signedIn.account, signedIn.typed);
}

/** Reads the owner of the keys, without any permission. Throws the error of the cloud. */
async function readAccount(session: OwnSession, source: AccountSource, typed?: Credentials): Promise<Account> {
  const { sts } = await session.tryCloud(source, typed);
  const { accountId, ...user } = await sts.readCaller(new AbortController().signal);
  return { id: accountId, source, user };
}

/** The new account, and its keys if they were typed. */
interface SignedIn {
  readonly account: Account;
  readonly typed?: Credentials;
}

/** The context of the form. */
interface SignInContext {
  /** Possibly still loading. */
  readonly stored: Promise<readonly StoredKeys[]>;
  /** The current account. */
  readonly current: Account | undefined;
  /** Reads the owner of the keys; throws the error of the cloud. */
  readonly verify: (source: AccountSource, typed?: Credentials) => PromiseLike<Account>;
}

/** A source, or none yet. */
type Start =
  | StoredKeys
  | { readonly source: { readonly kind: 'secret' } }
  | { readonly source: { readonly kind: 'createKey' } };

interface Answers {
  start: Start;
  accessKeyId: string;
  accessKeySecret: string;
}

/**
 * Asks for the source of the keys and verifies them; `createKey` if the user has none, `undefined` if cancelled.
 * Rejected typed keys stay in their input box with the reason.
 */
export async function askSignIn(ui: FormUi, context: SignInContext): Promise<SignedIn | 'createKey' | undefined> {
  let accepted: SignedIn | undefined;
  const tryTyped = async (typed: Credentials) => {
    accepted = { account: await context.verify({ kind: 'secret' }, typed), typed };
  };
  const answers = await runForm<Answers>([askSource(context), askId, askSecret(tryTyped)], ui);
  if (!answers?.start) return undefined;
  const { start } = answers;
  if (start.source.kind === 'createKey') return 'createKey';
  if (start.source.kind === 'secret') return accepted;
  if ('unsupported' in start) throw toUnsupported(start);
  return { account: await context.verify(start.source) };
}

function askSource({ stored, current }: SignInContext): Question<Answers> {
  return {
    id: 'start',
    ask: (ui, _answers, place) =>
      ui.pick<Start>({
        ...place,
        title: current ? l10n.t('Switch Account') : l10n.t('Sign In to Alibaba Cloud'),
        placeholder: current
          ? l10n.t('Signed in: {0}', accountText(current))
          : l10n.t('Choose where the AccessKey comes from'),
        items: stored.then((found) => [
          typedRow(current),
          createRow(),
          ...found.map((keys) => storedRow(keys, isSame(keys.source, current?.source))),
        ]),
      }),
  };
}

function createRow(): PickItem<Start> {
  return {
    label: l10n.t('Create an AccessKey in the RAM Console…'),
    detail: l10n.t('Opens the required pages and copies the policy to attach'),
    value: { source: { kind: 'createKey' } },
  };
}

function typedRow(current: Account | undefined): PickItem<Start> {
  return {
    label: l10n.t('Enter an AccessKey…'),
    ...(current?.source.kind === 'secret' && { description: l10n.t('current') }),
    detail: l10n.t("Stored in the editor's secret storage on this computer"),
    value: { source: { kind: 'secret' } },
  };
}

function storedRow(keys: StoredKeys, isCurrent: boolean): PickItem<Start> {
  const { source, mode, keyEnd, unsupported } = keys;
  const words = [mode, keyEnd && `…${keyEnd}`, isCurrent && l10n.t('current')].filter(Boolean);
  const label = sourceLabel(source);
  return {
    label: unsupported ? `$(circle-slash) ${label}` : label,
    description: words.join(' · '),
    detail: unsupported
      ? l10n.t('Not supported: use AK or StsToken, or temporary keys in environment variables')
      : originOf(keys),
    group: l10n.t('Found on this computer'),
    value: keys,
  };
}

function originOf({ source }: StoredKeys): string {
  return source.kind === 'environment'
    ? l10n.t('Variables used by the Alibaba Cloud CLI and SDKs')
    : l10n.t('From ~/.aliyun/config.json of the Alibaba Cloud CLI');
}

function toUnsupported({ source, mode }: StoredKeys): AppError {
  const name = sourceLabel(source);
  return new AppError('badFile', {
    code: 'UnsupportedMode',
    subject: mode === undefined ? name : withRemark(name, mode),
  });
}

function isSame(one: AccountSource, other: AccountSource | undefined): boolean {
  return one.kind === 'profile' ? other?.kind === 'profile' && one.profile === other.profile : one.kind === other?.kind;
}

const isTyped = ({ start }: Partial<Answers>) => start?.source.kind === 'secret';

const askId: Question<Answers> = {
  id: 'accessKeyId',
  when: isTyped,
  ask: (ui, _answers, { earlier, ...place }) =>
    ui.input({
      ...place,
      title: l10n.t('AccessKey ID'),
      prompt: l10n.t('Use a RAM user with access to OSS, CDN, and DNS rather than the Alibaba Cloud account itself'),
      placeholder: 'LTAI…',
      value: earlier ?? '',
      validate: refuseId,
    }),
};

function askSecret(tryKeys: (typed: Credentials) => Promise<void>): Question<Answers> {
  return {
    id: 'accessKeySecret',
    when: isTyped,
    ask: (ui, { accessKeyId = '' }, { step, total }) =>
      ui.input({
        step,
        total,
        title: l10n.t('AccessKey Secret'),
        prompt: l10n.t('Secret of {0}. It is verified with Alibaba Cloud, then stored in secret storage', accessKeyId),
        password: true,
        validate: (text) => {
          const accessKeySecret = text.trim();
          if (!/^\S+$/.test(accessKeySecret)) return l10n.t('Enter the AccessKey secret, without spaces');
          return tryKeys({ accessKeyId: accessKeyId.trim(), accessKeySecret }).then(() => undefined, refusal);
        },
      }),
  };
}

function refusal(error: unknown): string {
  if (isAppError(error)) return errorText(error);
  throw error;
}

function refuseId(text: string): string | undefined {
  const id = text.trim();
  if (id.startsWith('STS.'))
    return l10n.t('Temporary AccessKeys need a token: use environment variables or a CLI profile');
  if (/^(?!LTAI)[A-Za-z0-9]{30}$/.test(id))
    return l10n.t('This looks like an AccessKey secret: enter the AccessKey ID here');
  if (!/^[\w-]*$/.test(id)) return l10n.t('An AccessKey ID contains only letters and digits');
  return id.length >= 8 && id.length <= 128 ? undefined : l10n.t('An AccessKey ID is longer: enter all of it');
}
