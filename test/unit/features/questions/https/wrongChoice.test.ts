import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { window } from 'vscode';
import { AppError } from '../../../../../src/core/errors.js';
import type { RunAnswers } from '../../../../../src/core/onboarding/run/run.js';
import { createRecord } from '../../../../../src/core/onboarding/run/runRecord.js';
import { readPairFiles } from '../../../../../src/disk/readPair.js';
import { questionOf } from '../../../../../src/features/questions/questions.js';
import type { AskContext } from '../../../../../src/features/questions/runQuestion.js';
import { editor, modalTexts, resetEditor } from '../../../../support/fakeVscode.js';
import { issuePem } from '../../../../support/issuePem.js';
import { createMemoryCloud, type MemoryCloud } from '../../../../support/memoryCloud.js';
import { type Line, scriptedUi } from '../../../../support/scriptedUi.js';
import { wildcard } from '../../../core/onboarding/steps/requestedCertificate.js';
import { plan } from '../../../core/onboarding/world.js';

const { domain } = plan;
const files: Line = { pick: '$(file) From Files…' };
const acme = "$(shield) Request a Certificate from Let's Encrypt…";
const authority = issuePem({ names: ['Authority'] });
const [good, foreign] = [[domain], ['*.other.com']].map((names) => issuePem({ names, by: authority }));
const chain = (of = good) => [of!, authority].map(({ certificate }) => certificate).join('');
const key = (of = good, locked = {}) => of!.key.export({ type: 'pkcs8', format: 'pem', ...locked }).toString();

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'oss-cdn-choice-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  resetEditor();
  editor.press = () => true;
});

/** Writes a certificate and its key, and has the file dialog choose them; `undefined` is a file that is gone. */
function choose(...texts: readonly (string | undefined)[]): void {
  const dialog = mkdtempSync(join(folder, 'pair-'));
  const paths = texts.map((text, at) => {
    const fsPath = join(dialog, `${at}.pem`);
    if (text !== undefined) writeFileSync(fsPath, text, { mode: 0o600 });
    return { fsPath };
  });
  Object.assign(window, { showOpenDialog: async () => [paths.shift()] });
}

/** Asks for the certificate of a domain whose zone is hosted. */
async function ask(lines: readonly Line[], cloud: MemoryCloud = createMemoryCloud()) {
  cloud.addZone('example.com');
  const ui = scriptedUi(lines);
  const answers: Partial<RunAnswers>[] = [];
  const context: Partial<AskContext> = {
    run: createRecord('1', { ...plan, task: 'https' }, 0),
    ui,
    resolvers: ['192.0.2.1:53'],
    clock: { now: () => Date.now() },
    cloud: async () => cloud,
    loadReadPair: async () => readPairFiles,
    answer: async (answer) => void answers.push(answer),
  };
  await questionOf({ kind: 'chooseCertificate' }).show(context as AskContext);
  ui.end();
  return { asked: ui.asked, answers, cloud };
}

describe('a file that is wrong', () => {
  it.each([
    ['for another name', chain(foreign), key(foreign), 'The certificate does not cover img.example.com.'],
    ['damaged', 'certificate', key(), 'The certificate file contains no readable PEM certificate.'],
    ['encrypted', chain(), key(good, { cipher: 'aes-256-cbc', passphrase: 'x' }), 'The private key has a password'],
    ['of another pair', chain(), key(foreign), 'The private key does not match the certificate.'],
    ['gone', undefined, key(), 'The file cannot be used'],
  ])(
    '(%s) costs that answer alone: the list is asked again with the reason',
    async (_how, certificate, secret, why) => {
      choose(certificate, secret);
      const { asked, answers } = await ask([files, 'cancel']);
      expect(asked).toHaveLength(2);
      expect(asked[1]?.notes?.join('\n')).toContain(why);
      expect(asked[1]?.labels).toEqual(asked[0]?.labels);
      expect({ answers, modals: modalTexts() }).toEqual({ answers: [], modals: [] });
    },
  );

  it('is followed by a suitable one, without a trace in the list', async () => {
    choose(chain(foreign), key(foreign));
    const { showOpenDialog } = window;
    let round = 0;
    const next = async (options: never) => {
      if (++round === 3) choose(chain(), key());
      return round > 2 ? window.showOpenDialog(options) : showOpenDialog(options);
    };
    Object.assign(window, { showOpenDialog: next });
    const { answers } = await ask([files, files]);
    expect(answers).toMatchObject([{ certificate: { kind: 'own' } }]);
  });

  it('that the certificate service refuses is reported too', async () => {
    const cloud = createMemoryCloud();
    cloud.failNext('certificates.createCertificate', 'before', 'certificateRefused');
    choose(chain(), key());
    const { asked } = await ask([files, 'cancel'], cloud);
    expect(asked[1]?.notes?.join('\n')).toMatch(/certificate/i);
    expect(asked[1]?.notes).not.toEqual(asked[0]?.notes);
  });
});

describe('a source that cannot be reached', () => {
  it("is named where it is Let's Encrypt, which is not offered then", async () => {
    const cloud = createMemoryCloud();
    cloud.acme.reachServer = async () => {
      throw new AppError('acmeUnavailable', { subject: 'acme-v02.api.letsencrypt.org' });
    };
    const [first] = (await ask(['cancel'], cloud)).asked;
    expect(first?.labels?.join()).not.toContain("Let's Encrypt");
    expect(first?.notes?.join('\n')).toMatch(/Let's Encrypt cannot be reached.*acme-v02\.api\.letsencrypt\.org/);
  });

  it('is named where it is the certificate service, beside what can be chosen all the same', async () => {
    const cloud = createMemoryCloud();
    cloud.certificates.listCertificates = async () => {
      throw new AppError('offline', { subject: 'cas.aliyuncs.com' });
    };
    const [first] = (await ask(['cancel'], cloud)).asked;
    expect(first?.labels).toEqual([acme, '$(file) From Files…']);
    expect(first?.notes?.join('\n')).toContain('cas.aliyuncs.com');
  });
});

it('what keeps a certificate from being requested leads back to the list', async () => {
  const cloud = createMemoryCloud();
  cloud.state.records.push(wildcard);
  const { asked } = await ask([{ pick: acme }, 'cancel'], cloud);
  expect(asked).toHaveLength(2);
  expect(modalTexts()[0]).toContain('give it a DNS record of its own first');
});
