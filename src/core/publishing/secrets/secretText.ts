import { l10n } from '../../l10n.js';

/** Services with a Chinese name. */
const services: Readonly<Record<string, () => string>> = {
  'Alibaba Cloud': () => l10n.t('Alibaba Cloud'),
  'Tencent Cloud': () => l10n.t('Tencent Cloud'),
  'Baidu AI Cloud': () => l10n.t('Baidu AI Cloud'),
  Volcengine: () => l10n.t('Volcengine'),
  DingTalk: () => l10n.t('DingTalk'),
  Feishu: () => l10n.t('Feishu'),
  WeCom: () => l10n.t('WeCom'),
};

/** Describes the kind of a secret and its line, never the secret itself. `kind` is a `SecretKind`, or `name`. */
export function secretText({ kind, line }: { readonly kind: string; readonly line?: number }): string {
  const what = kindText(kind);
  return line === undefined ? what : l10n.t('line {0}: {1}', line, what);
}

function kindText(kind: string): string {
  const [form, service = ''] = kind.split('/');
  const name = services[service]?.() ?? service;
  switch (form) {
    case 'name':
      return l10n.t('a name that files with secrets or local state have');
    case 'privateKey':
      return l10n.t('a private key');
    case 'keyStore':
      return l10n.t('a key store');
    case 'address':
      return l10n.t('an address with a password');
    case 'password':
      return l10n.t('a password');
    case 'accessKey':
      return l10n.t('a secret key of {0}', name);
    case 'token':
      return l10n.t('a token of {0}', name);
    case 'webhook':
      return l10n.t('a webhook of {0}', name);
    default:
      return l10n.t('a secret key, token or password');
  }
}
