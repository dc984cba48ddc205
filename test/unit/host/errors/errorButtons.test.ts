import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../../src/core/errors.js';
import { consoleLinks } from '../../../../src/host/console/consoleLinks.js';
import { buttonPage, type ErrorButton, errorButtons } from '../../../../src/host/errors/errorButtons.js';
import { presentError } from '../../../../src/host/errors/presentError.js';
import type { Log } from '../../../../src/host/log/logLines.js';
import { editor, resetEditor } from '../../../support/fakeVscode.js';
import { settings } from '../../../support/fakeWorkspace.js';

const shownLog: string[] = [];
const log = {
  redact: (text: string) => text.replaceAll('secret', '***'),
  show: () => shownLog.push('shown'),
} as Partial<Log> as Log;

function press(label: string): void {
  editor.press = (button) => button === label;
}

const errors = () =>
  editor.shown.filter(({ kind }) => kind === 'error').map(({ text, buttons }) => ({ text, buttons }));
const told = () => editor.shown.filter(({ kind }) => kind === 'information').map(({ text }) => text);

beforeEach(() => {
  resetEditor();
  settings.set('console', 'international');
  shownLog.length = 0;
});

describe('the buttons of an error', () => {
  it("begin with the solution, then the vendor's help, without the log beside a page", () => {
    const details = { requestId: 'R1', helpUrl: 'https://api.aliyun.com/troubleshoot?q=x' };
    expect(errorButtons(new AppError('overdue', details))).toEqual(['billing', 'help', 'details']);
    expect(errorButtons(new AppError('unavailable', details))).toEqual(['help', 'details', 'log']);
  });

  it('are none for a value that was refused here', () => {
    expect(errorButtons(new AppError('invalidInput'))).toEqual([]);
    expect(errorButtons(new AppError('invalidInput', { requestId: 'R1' }))).toEqual(['details', 'log']);
  });

  it('open pages of the site that the setting names', () => {
    const urlOf = (button: ErrorButton, site: 'china' | 'international') => {
      const page = buttonPage(button, consoleLinks(site));
      return typeof page === 'string' ? page : page?.url;
    };
    for (const page of ['cdn', 'dns', 'oss', 'billing', 'quotas', 'ticket'] as const) {
      expect(urlOf(page, 'china')).toMatch(/^https:\/\/\w[\w-]*\.console\.aliyun\.com\//);
      expect(urlOf(page, 'international')).toMatch(/\.console\.alibabacloud\.com\//);
    }
    expect(buttonPage('log', consoleLinks('china'))).toBeUndefined();
  });
});

describe('an error that is shown', () => {
  it('tells the way through the menu where the button cannot open the very page', async () => {
    press('Open OSS Console');
    await presentError(new AppError('cnameRefused', { code: 'CnameAlreadyExists', requestId: 'R1' }), log);
    expect(editor.opened).toEqual([consoleLinks('international').buckets()]);
    expect(told()).toEqual([
      'If a different page opens, go to: In the OSS console: the bucket > Bucket Settings > Domain Names',
    ]);
  });

  it.each([
    ['DeleteCdnDomain', 'Cdn'],
    ['RefreshObjectCaches', 'Cdn'],
    ['AddDomainRecord', 'Alidns'],
    ['GetMainDomainName', 'Alidns'],
  ])(
    'an error without a link in the answer to %s asks the error centre for its code in %s',
    async (action, product) => {
      press('Open Help');
      await presentError(new AppError('forbidden', { action, code: 'Forbidden.RAM', requestId: 'R1' }), log);
      const asked = { code: 'Forbidden.RAM', product, requestId: 'R1' };
      expect(editor.opened).toEqual([consoleLinks('international').errorHelp(asked)]);
    },
  );

  it.each([
    { action: 'PutCname', code: 'CnameDenied', requestId: 'R1' },
    { action: 'DeleteCdnDomain', requestId: 'R1' },
    { action: 'DeleteCdnDomain', code: 'ECONNRESET' },
  ])('offers no help where the error centre cannot be asked: %o', (details) => {
    expect(errorButtons(new AppError('forbidden', details))).not.toContain('help');
  });

  it('leads from a refused public domain to the onboarding of that bucket', async () => {
    const bucket = { name: 'site', region: 'cn-hangzhou' };
    press('Set Up Upload Domain');
    await presentError(new AppError('publicEndpointForbidden', { requestId: 'R1', bucket }), log);
    expect(errors()[0]?.buttons).toEqual(['Set Up Upload Domain', 'Copy Details']);
    expect(editor.ran).toEqual([['ossCdn.onboard', bucket]]);
  });

  it.each([
    [403, 'The proxy refused the request: check the proxy settings or ask your network administrator'],
    [407, 'The proxy requires a user name and password: enter them in the proxy settings'],
    [502, 'The proxy cannot reach the requested server: check the proxy and try again'],
  ])('an error of a proxy that answers %i names the proxy and leads to its settings', async (httpStatus, sentence) => {
    press('Open Proxy Settings');
    await presentError(new AppError('proxyRefused', { httpStatus, subject: 'proxy.corp:8080' }), log);
    expect(errors()).toEqual([
      { text: `${sentence}: proxy.corp:8080`, buttons: ['Open Proxy Settings', 'Copy Details'] },
    ]);
    expect(editor.ran).toEqual([['workbench.action.openSettings', 'http.proxy']]);
  });

  it('an error of a proxy that intercepts TLS says what to install, and leads to the proxy settings', async () => {
    const details = { code: 'SELF_SIGNED_CERT_IN_CHAIN', subject: 'proxy.corp:8080' };
    await presentError(new AppError('proxyRefused', details), log);
    const text = /^This computer does not trust the certificate .*root certificate.*: proxy\.corp:8080$/;
    expect(errors()).toEqual([{ text: expect.stringMatching(text), buttons: ['Open Proxy Settings', 'Copy Details'] }]);
  });

  it.each([
    ['offline', ['Open DNS Console', 'Copy Details']],
    ['timeout', ['Open DNS Console', 'Copy Details']],
    ['unavailable', ['Open DNS Console', 'Copy Details']],
    ['badAnswer', ['Open DNS Console', 'Copy Details']],
    ['badCredentials', ['Open DNS Console', 'Copy Details']],
    ['untrustedCertificate', ['Open OSS Console', 'Copy Details']],
    ['proxyRefused', ['Open DNS Console', 'Open Proxy Settings', 'Copy Details']],
  ] as const)(
    'an error of an upload domain as %s names the domain and does not lead to signing in',
    async (kind, buttons) => {
      await presentError(new AppError(kind, { scope: 'bucket', subject: 'up.example.com', code: 'X' }), log);
      const [{ text: sentence, buttons: labels } = expect.unreachable('no message')] = errors();
      expect(sentence).toMatch(/upload domain.*: up\.example\.com$/);
      expect(labels).toEqual(buttons);
    },
  );

  it('an error about a signature that OSS cannot verify for one request names its object and does not lead to signing in', async () => {
    await presentError(
      new AppError('badCredentials', { scope: 'object', code: 'SignatureDoesNotMatch', subject: 'site/a.css' }),
      log,
    );
    expect(errors()).toEqual([
      {
        text: 'OSS could not verify the signature of this request although the AccessKey is valid: a proxy may be modifying requests: site/a.css',
        buttons: ['Copy Details', 'Show Log'],
      },
    ]);
  });

  it('says one sentence without secrets and does what the pressed button says', async () => {
    const error = new AppError('overdue', { requestId: 'R1', subject: 'secret.example.com' });
    press('Open Billing');
    await presentError(error, log);
    expect(errors()).toEqual([
      {
        text: 'The account has an overdue payment: pay it in the console and try again: ***.example.com',
        buttons: ['Open Billing', 'Copy Details'],
      },
    ]);
    expect(editor.opened).toEqual([consoleLinks('international').balance()]);
    press('Copy Details');
    await presentError(error, log);
    expect(editor.copied).toEqual(['kind=overdue subject=***.example.com requestId=R1']);
  });

  it("opens the vendor's help, shows the log, and reports no cancellation", async () => {
    const helpUrl = 'https://api.aliyun.com/troubleshoot?q=x';
    press('Open Help');
    await presentError(new AppError('unavailable', { requestId: 'R1', helpUrl }), log);
    expect(editor.opened).toEqual([helpUrl]);
    expect(told()).toEqual([]);
    press('Show Log');
    await presentError(new AppError('unavailable', { requestId: 'R1' }), log);
    expect(shownLog).toEqual(['shown']);
    await presentError(new AppError('cancelled'), log);
    expect(errors()).toHaveLength(2);
  });
});
