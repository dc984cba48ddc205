import * as vscode from 'vscode';
import type { AccountSource, Credentials } from '../../core/account.js';
import { type FormUi, type PickItem, type Question, runForm } from '../../core/form.js';

/** Where keys can be taken from, and the keys themselves when they are typed. */
export interface SignInChoice {
  readonly source: AccountSource;
  readonly typed?: Credentials;
}

/** A source, or none yet. */
type Start = AccountSource | { readonly kind: 'createKey' };

interface Answers {
  source: Start;
  accessKeyId: string;
  accessKeySecret: string;
}

/** Asks where the keys are; `createKey` when the user has none yet, `undefined` when they leave. `stored` may still be loading. */
export async function askSignIn(
  ui: FormUi,
  stored: Promise<readonly AccountSource[]>,
): Promise<SignInChoice | 'createKey' | undefined> {
  const answers = await runForm<Answers>([askSource(stored), askId, askSecret], ui);
  if (!answers?.source) return undefined;
  const { source, accessKeyId, accessKeySecret } = answers;
  if (source.kind === 'createKey') return 'createKey';
  if (source.kind !== 'secret') return { source };
  if (!accessKeyId || !accessKeySecret) return undefined;
  return { source, typed: { accessKeyId: accessKeyId.trim(), accessKeySecret: accessKeySecret.trim() } };
}

/** The label that the user sees for a source. */
function sourceLabel(source: AccountSource): string {
  switch (source.kind) {
    case 'secret':
      return vscode.l10n.t('Typed AccessKey');
    case 'environment':
      return vscode.l10n.t('Environment variables');
    case 'profile':
      return vscode.l10n.t('Profile: {0}', source.profile);
  }
}

function askSource(stored: Promise<readonly AccountSource[]>): Question<Answers> {
  return {
    id: 'source',
    ask: (ui, _answers, place) =>
      ui.pick<Start>({
        ...place,
        title: vscode.l10n.t('Sign In to Alibaba Cloud'),
        placeholder: vscode.l10n.t('Choose where the AccessKey comes from'),
        items: stored.then((sources) => [typedRow(), createRow(), ...sources.map(storedRow)]),
      }),
  };
}

function createRow(): PickItem<Start> {
  return {
    label: vscode.l10n.t('Create an AccessKey in the RAM Console…'),
    detail: vscode.l10n.t('If you have none yet: the pages to open, and the policy that it needs'),
    value: { kind: 'createKey' },
  };
}

function typedRow(): PickItem<Start> {
  return {
    label: vscode.l10n.t('Type an AccessKey'),
    detail: vscode.l10n.t("Kept in the editor's secret storage on this computer"),
    value: { kind: 'secret' },
  };
}

function storedRow(source: AccountSource): PickItem<Start> {
  const detail =
    source.kind === 'environment'
      ? vscode.l10n.t('The variables that the Alibaba Cloud CLI and SDKs read')
      : vscode.l10n.t('From ~/.aliyun/config.json of the Alibaba Cloud CLI');
  return { label: sourceLabel(source), detail, group: vscode.l10n.t('Found on this computer'), value: source };
}

const isTyped = ({ source }: Partial<Answers>) => source?.kind === 'secret';

const askId: Question<Answers> = {
  id: 'accessKeyId',
  when: isTyped,
  ask: (ui, _answers, { earlier, ...place }) =>
    ui.input({
      ...place,
      title: vscode.l10n.t('AccessKey ID'),
      prompt: vscode.l10n.t('A RAM user with access to OSS, CDN and DNS is better than the main account'),
      placeholder: 'LTAI…',
      value: earlier ?? '',
      validate: refuseId,
    }),
};

const askSecret: Question<Answers> = {
  id: 'accessKeySecret',
  when: isTyped,
  ask: (ui, _answers, { step, total }) =>
    ui.input({
      step,
      total,
      title: vscode.l10n.t('AccessKey Secret'),
      prompt: vscode.l10n.t('It is checked by listing the buckets, then kept in secret storage'),
      password: true,
      validate: (text) =>
        /^\S+$/.test(text.trim()) ? undefined : vscode.l10n.t('Paste the secret that belongs to this AccessKey ID'),
    }),
};

function refuseId(text: string): string | undefined {
  const id = text.trim();
  if (id.startsWith('STS.'))
    return vscode.l10n.t('Temporary keys need a token: use the environment or a CLI profile for them');
  return /^[\w-]{8,128}$/.test(id) ? undefined : vscode.l10n.t('An AccessKey ID has letters and digits only');
}
