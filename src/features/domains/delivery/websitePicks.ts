import { originHostFunction } from '../../../core/cdn/functionNames.js';
import { textOf, withElement } from '../../../core/delivery/bucketXml.js';
import type { Delivery } from '../../../core/delivery/readDelivery.js';
import { switchState } from '../../../core/delivery/settingText.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import { l10n } from '../../../core/l10n.js';
import { beforeAfter } from '../../../host/changePrompts.js';
import { showInformation } from '../../../host/display.js';
import type { DomainWork } from '../domainDeps.js';
import { changeBucketSetting, sourceBucket } from './bucketSetting.js';

const root = 'WebsiteConfiguration';

/** A website's answer to an address without a file; `undefined` removes the website. */
interface Website {
  readonly error: string;
  readonly status: string;
  /** Folders show their index.html. */
  readonly folders: boolean;
}

/** Changes the website of the bucket itself. Reads, merges and writes the whole setting, with its mirror and redirect rules. */
export async function changeWebsite(work: DomainWork, { configs }: Delivery): Promise<unknown> {
  const bucket = sourceBucket(work);
  const name = showDomain(work.domain.name);
  if (!bucket) return showInformation(l10n.t('The origin is not a bucket of this account: {0}', name));
  const reply = await work.deps.ui.pick<Website | 'off'>({
    title: `${l10n.t('Static pages of the bucket')} · ${bucket.name}`,
    placeholder: l10n.t('Choose how the bucket responds to visitors'),
    notes: [
      l10n.t(
        'OSS applies this only to unsigned requests, not where CDN reads a private bucket. A site type works with any bucket.',
      ),
      ...ownHostNotes(work, configs),
    ],
    items: websites(),
  });
  if (reply.kind !== 'value') return undefined;
  const { value } = reply;
  return changeBucketSetting(work, {
    bucket,
    setting: 'website',
    keepsCopies: true,
    change: (xml) => (value === 'off' ? undefined : toXml(xml, value)),
    question: l10n.t('Change the static pages of bucket {0}?', bucket.name),
    detail: (before) => [
      beforeAfter(websiteText(before), value === 'off' ? switchState(false) : websiteText(toXml(before, value))),
      rulesText(before, value === 'off'),
      l10n.t('This applies to every domain of the bucket and is free of charge.'),
    ],
  });
}

/** OSS's behaviour in this case is not documented. */
function ownHostNotes({ domain }: DomainWork, configs: Delivery['configs']): readonly string[] {
  const isOwn = configs.some(
    ({ functionName, args }) => functionName === originHostFunction && args.domain_name === domain.name,
  );
  return isOwn
    ? [
        l10n.t(
          'The origin host is the accelerated domain: check the pages at the edge, since OSS may not apply this then.',
        ),
      ]
    : [];
}

function websites(): readonly PickItem<Website | 'off'>[] {
  return [
    {
      label: l10n.t('Pages with a 404 Page'),
      detail: l10n.t('/ and directories serve index.html; missing pages serve 404.html with status 404'),
      value: { error: '404.html', status: '404', folders: true },
    },
    {
      label: l10n.t('Single-Page App'),
      detail: l10n.t('Missing files, including scripts, return index.html with status 200'),
      value: { error: 'index.html', status: '200', folders: false },
    },
    { label: l10n.t('Off'), detail: l10n.t('Removes the whole configuration'), value: 'off' },
  ];
}

function toXml(xml: string | undefined, { error, status, folders }: Website): string {
  const start = xml ?? `<${root}></${root}>`;
  const index = [root, 'IndexDocument'] as const;
  const edits: readonly (readonly [readonly [string, ...string[]], string])[] = [
    [[root, 'ErrorDocument', 'HttpStatus'], status],
    [[root, 'ErrorDocument', 'Key'], error],
    [[...index, 'Type'], folders ? '2' : '0'],
    [[...index, 'SupportSubDir'], String(folders)],
    [[...index, 'Suffix'], 'index.html'],
  ];
  return edits.reduce((each, [path, text]) => withElement(each, path, text), start);
}

function websiteText(xml: string | undefined): string {
  if (xml === undefined) return switchState(false);
  const error = textOf(xml, [root, 'ErrorDocument', 'Key']);
  const status = textOf(xml, [root, 'ErrorDocument', 'HttpStatus']) ?? '404';
  return [
    textOf(xml, [root, 'IndexDocument', 'Suffix']) ?? l10n.t('no index page'),
    ...directoriesText(xml),
    error === undefined ? l10n.t('no error page') : `${error} (HTTP ${status})`,
  ].join(' · ');
}

/** What a directory without a slash serves, if not the error page. Source: PutBucketWebsite. */
function directoriesText(xml: string): readonly string[] {
  const index = [root, 'IndexDocument'] as const;
  const type = textOf(xml, [...index, 'Type']) ?? '0';
  if (textOf(xml, [...index, 'SupportSubDir']) !== 'true' || type === '1') return [];
  return [type === '2' ? l10n.t('directories serve their index page') : l10n.t('directories redirect to their slash')];
}

function rulesText(xml: string | undefined, isOff: boolean): string {
  const count = (xml ?? '').split('<RoutingRule>').length - 1;
  if (count === 0) return '';
  return isOff
    ? l10n.t('Warning: Mirroring or redirection rules also removed: {0}', count)
    : l10n.t('Mirroring or redirection rules kept: {0}', count);
}
