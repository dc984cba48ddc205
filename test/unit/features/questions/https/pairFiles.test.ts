import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { window } from 'vscode';
import type { PemProblem } from '../../../../../src/core/https/pemPair.js';
import { readPairFiles } from '../../../../../src/disk/readPair.js';
import { addPair } from '../../../../../src/features/questions/https/pair.js';
import type { AskContext } from '../../../../../src/features/questions/runQuestion.js';
import type { Language } from '../../../../support/browser.js';
import { editor, env, modalTexts, resetEditor } from '../../../../support/fakeVscode.js';
import { issuePem } from '../../../../support/issuePem.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';

const domain = 'img.example.com';
const authority = issuePem({ names: ['Authority'] });
const other = issuePem({ names: [domain], by: authority });
const good = issuePem({ names: [domain], by: authority });
const pem = ({ certificate }: { certificate: string }) => certificate;
const pkcs8 = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const locked = { cipher: 'aes-256-cbc', passphrase: 'x' };
const ofAuthority = (flaw: Omit<Parameters<typeof issuePem>[0], 'by'>) => {
  const issued = issuePem({ ...flaw, by: authority });
  return { chain: [issued, authority].map(pem).join(''), key: pkcs8(issued.key) };
};
const whole = { chain: [good, authority].map(pem).join(''), key: pkcs8(good.key) };
const alone = issuePem({ names: [domain] });

interface PairCase {
  readonly problem: PemProblem;
  readonly en: string;
  readonly zh: string;
  readonly chain: string;
  readonly key: string;
  /** The pair can be used in spite of it. */
  readonly isNote?: true;
  readonly mode?: number;
}

/** Every sentence about a pair of files, with files of which it is true. */
const cases: Readonly<Record<PemProblem, Omit<PairCase, 'problem'>>> = {
  keyInCertificate: {
    en: 'The certificate file contains a private key: choose a file with only certificates, and a separate file for the key.',
    zh: '证书文件中包含私钥：请选择仅含证书的文件，并将私钥放在单独的文件中。',
    chain: `${whole.key}${whole.chain}`,
    key: whole.key,
  },
  noCertificate: {
    en: 'The certificate file contains no readable PEM certificate.',
    zh: '证书文件中没有可读取的 PEM 证书。',
    chain: 'certificate',
    key: whole.key,
  },
  noKey: {
    en: 'The key file contains no PEM private key.',
    zh: '私钥文件中没有 PEM 私钥。',
    chain: whole.chain,
    key: whole.chain,
  },
  encryptedKey: {
    en: 'The private key has a password, which CDN does not accept: decrypt it first, for example with openssl pkey.',
    zh: '私钥受密码保护，CDN 不接受：请先解密，例如使用 openssl pkey。',
    chain: whole.chain,
    key: good.key.export({ type: 'pkcs8', format: 'pem', ...locked }).toString(),
  },
  unreadableKey: {
    en: 'The private key cannot be read: the file is damaged or not in PEM format.',
    zh: '无法读取私钥：文件已损坏或不是 PEM 格式。',
    chain: whole.chain,
    key: whole.key.replace(/\n.{20}/, '\nAAAA'),
  },
  otherKey: {
    en: 'CDN accepts only RSA and ECDSA keys. This key is of another type.',
    zh: 'CDN 仅接受 RSA 和 ECDSA 私钥；该私钥属于其他类型。',
    chain: whole.chain,
    key: pkcs8(generateKeyPairSync('ed25519').privateKey),
  },
  notTogether: {
    en: 'The private key does not match the certificate.',
    zh: '私钥与证书不匹配。',
    chain: whole.chain,
    key: pkcs8(other.key),
  },
  wrongOrder: {
    en: 'The certificates are in the wrong order: the domain certificate must come first.',
    zh: '证书顺序错误：域名的证书必须在最前。',
    chain: [authority, good].map(pem).join(''),
    key: whole.key,
  },
  brokenChain: {
    en: 'The certificates do not form a chain: each one must be issued by the next one in the file.',
    zh: '这些证书不属于同一证书链：文件中每个证书必须由其后的证书签发。',
    chain: [good, other].map(pem).join(''),
    key: whole.key,
  },
  wrongName: {
    en: `The certificate does not cover ${domain}.`,
    zh: `证书未覆盖 ${domain}。`,
    ...ofAuthority({ names: ['*.other.com'] }),
  },
  expired: {
    en: 'The certificate has expired.',
    zh: '证书已过期。',
    ...ofAuthority({ names: [domain], from: -90, until: -1 }),
  },
  notYetValid: {
    en: 'The certificate is not valid yet, or the clock of this computer is wrong.',
    zh: '证书尚未生效；也可能是此计算机的时钟有误。',
    ...ofAuthority({ names: [domain], from: 1 }),
  },
  ecKey: {
    en: 'The key is ECDSA. The CDN documentation covers only RSA keys, so this key may be refused.',
    zh: '私钥为 ECDSA 类型。CDN 文档仅说明 RSA 私钥，因此可能会被拒绝。',
    ...ofAuthority({ names: [domain], type: 'ec' }),
    isNote: true,
  },
  noIntermediate: {
    en: "The file contains only the domain certificate. Without the issuer's certificates, some clients will not trust it.",
    zh: '文件仅包含域名的证书。缺少颁发者的证书时，部分客户端不会信任它。',
    chain: pem(good),
    key: whole.key,
    isNote: true,
  },
  selfSigned: {
    en: 'The certificate is self-signed, so browsers show a warning.',
    zh: '证书为自签名，浏览器会发出警告。',
    chain: pem(alone),
    key: pkcs8(alone.key),
    isNote: true,
  },
  openKeyFile: {
    en: 'Other users of this computer can read the key file: restrict its permissions, for example with chmod 600.',
    zh: '此计算机的其他用户可以读取私钥文件：请限制其权限，例如使用 chmod 600。',
    ...whole,
    mode: 0o644,
    isNote: true,
  },
  endsSoon: {
    en: 'Less than a third of the lifetime of the certificate is left.',
    zh: '该证书的剩余有效期不足三分之一。',
    ...ofAuthority({ names: [domain], from: -85, until: 5 }),
    isNote: true,
  },
};

const rows = Object.entries(cases).map(([problem, each]) => ({ problem, ...each }));
/** Only where files have owners may others read one. */
const testable = rows.filter(({ mode }) => mode === undefined || process.platform !== 'win32');
const sentences = (language: Language) => rows.map((row) => (language === 'en' ? row.en : row.zh));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'oss-cdn-pairs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(resetEditor);

/** Adds the pair of these files to the account; answers the calls that this made, and what was wrong with the files. */
async function add({ chain, key, mode = 0o600 }: Pick<PairCase, 'chain' | 'key' | 'mode'>) {
  const dialog = mkdtempSync(join(folder, 'pair-'));
  const files = [
    { fsPath: join(dialog, 'site.pem'), text: chain, mode: 0o644 },
    { fsPath: join(dialog, 'site.key'), text: key, mode },
  ];
  for (const each of files) writeFileSync(each.fsPath, each.text, { mode: each.mode });
  const chosen = [...files];
  Object.assign(window, { showOpenDialog: async () => [chosen.shift()] });
  const cloud = createMemoryCloud();
  const context: Partial<AskContext> = {
    run: { plan: { domain } } as AskContext['run'],
    clock: { now: () => Date.now() },
    cloud: async () => cloud,
    loadReadPair: async () => readPairFiles,
  };
  const added = await addPair(context as AskContext);
  return { calls: cloud.calls, wrong: added && 'wrong' in added ? added.wrong : [] };
}

describe.each<Language>(['en', 'zh-cn'])('a pair of files in %s', (language) => {
  it.each(testable)('$problem is reported in its own sentence alone', async (row) => {
    env.language = language;
    editor.press = () => true;
    const { calls, wrong } = await add(row);
    const told = [...modalTexts(), ...wrong];
    expect(told).toHaveLength(1);
    const [said = ''] = told;
    expect(sentences(language).filter((sentence) => said.includes(sentence))).toEqual([
      language === 'en' ? row.en : row.zh,
    ]);
    const isAdded = calls.includes('certificates.createCertificate');
    expect({ isAdded, offersToAdd: said.includes(language === 'en' ? '[Add Certificate]' : '[添加证书]') }).toEqual({
      isAdded: row.isNote === true,
      offersToAdd: row.isNote === true,
    });
  });

  it('a good one is added without any of them, and only once that is agreed to', async () => {
    env.language = language;
    expect(await add(whole)).toEqual({ calls: [], wrong: [] });
    editor.press = () => true;
    expect(await add(whole)).toEqual({ calls: ['certificates.createCertificate'], wrong: [] });
    expect(sentences(language).filter((sentence) => modalTexts().join('\n').includes(sentence))).toEqual([]);
  });
});
