import { readCorsRules, withCorsOrigins } from '../../../core/delivery/bucketXml.js';
import type { Delivery } from '../../../core/delivery/readDelivery.js';
import { showDomain } from '../../../core/domainName.js';
import type { PickItem } from '../../../core/form.js';
import { probeDomain } from '../../../core/https/probeDomain.js';
import { l10n } from '../../../core/l10n.js';
import { listText, withRemark } from '../../../core/text/plainText.js';
import { beforeAfter } from '../../../host/changePrompts.js';
import { showInformation, showWarning } from '../../../host/display.js';
import type { DomainWork } from '../domainDeps.js';
import { changeBucketSetting, sourceBucket } from './bucketSetting.js';
import { addedHeader } from './headerPicks.js';
import { type Choice, makeSettings } from './makeSettings.js';
import { askLine, chooseWay, type Way } from './picks.js';

const allow = 'Access-Control-Allow-Origin';

/**
 * Changes which other sites may read files. Sets the header at CDN, since OSS's header is cached for the first site that
 * asks, and a rule at OSS for preflight requests. Then checks the edge as a browser would.
 */
export async function changeCors(work: DomainWork, delivery: Delivery): Promise<unknown> {
  let origins: readonly string[] = [];
  const ask = async () => {
    origins = (await askForSites(work)) ?? [];
    return origins.length > 0 ? toChoice(origins) : undefined;
  };
  const rows: readonly PickItem<Way>[] = [
    {
      label: l10n.t('Every Site'),
      detail: l10n.t('For fonts, scripts, and images that are already public'),
      value: async () => {
        origins = ['*'];
        return toChoice(origins);
      },
    },
    { label: l10n.t('These Sites…'), detail: l10n.t('For example, https://www.example.com'), value: ask },
  ];
  const choice = await chooseWay(work, delivery, { topic: 'cors', items: rows });
  if (!choice || !(await makeSettings(work, choice, ['set_resp_header'])) || origins.length === 0) return undefined;
  if (await allowAtBucket(work, origins)) await testPreflight(work, origins);
  return undefined;
}

function toChoice(origins: readonly string[]): Choice {
  const header = addedHeader(allow, origins.join(','));
  const args = {
    ...header.args,
    // With several sites, the edge answers with the requesting one only if duplicates are off.
    duplicate: 'off',
    access_origin_control: origins.length > 1 ? 'on' : 'off',
  };
  return { set: [{ ...header, args }], keepsCopies: true };
}

async function askForSites(work: DomainWork): Promise<readonly string[] | undefined> {
  const text = await askLine(
    work,
    {
      title: l10n.t('Sites That May Read from {0}', showDomain(work.domain.name)),
      prompt: l10n.t('Origins with https:// and no path, separated by commas'),
      placeholder: 'https://www.example.com',
    },
    (typed) => (listOrigins(typed) ? undefined : l10n.t('Enter origins such as https://www.example.com')),
  );
  return text === undefined ? undefined : listOrigins(text);
}

function listOrigins(text: string): readonly string[] | undefined {
  const list = text.split(',').map((each) => each.trim());
  return list.every((each) => URL.canParse(each) && new URL(each).origin === each) ? list : undefined;
}

/** Adds the origins to a rule of ours, or creates one. */
async function allowAtBucket(work: DomainWork, origins: readonly string[]): Promise<boolean> {
  const bucket = sourceBucket(work);
  if (!bucket) return true;
  return changeBucketSetting(work, {
    bucket,
    setting: 'cors',
    change: (xml) => withCorsOrigins(xml, origins),
    question: l10n.t('Also allow this on bucket {0}?', bucket.name),
    detail: (before) => [
      l10n.t('Browsers send a preflight request first, which CDN forwards to the bucket.'),
      beforeAfter(rulesText(before), rulesText(withCorsOrigins(before, origins))),
      l10n.t('Existing rules will be kept. This is free of charge.'),
    ],
  });
}

function rulesText(xml: string | undefined): string {
  const rules = readCorsRules(xml).map(({ origins, methods }) => withRemark(origins.join(' '), listText(methods)));
  return rules.length > 0 ? rules.join(' · ') : l10n.t('no rule');
}

async function testPreflight({ cloud, domain, signal }: DomainWork, [asked = '*']: readonly string[]): Promise<void> {
  const origin = asked === '*' ? 'https://example.com' : asked;
  const request = { path: '/', maxBytes: 1, preflight: origin };
  const { status, headers } = await probeDomain(cloud.edge, domain, request, signal);
  if (status === undefined)
    return void showWarning(
      l10n.t('The edge did not respond to the preflight request for {0}. Check again in a few minutes.', origin),
    );
  const allowed = headers['access-control-allow-origin'];
  const isAllowed = status === 200 && (allowed === '*' || allowed === origin);
  if (isAllowed) return void showInformation(l10n.t('The edge allows pages of {0} to read.', origin));
  if (status === 200 && allowed?.includes(','))
    return void showWarning(
      l10n.t('The edge sends all sites at once, which browsers refuse: allow every site or only one.'),
    );
  void showWarning(
    l10n.t(
      'The edge does not allow pages of {0} to read yet (HTTP {1}). A setting takes a few minutes.',
      origin,
      status,
    ),
  );
}
