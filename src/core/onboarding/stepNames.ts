import { l10n } from '../l10n.js';
import type { StepId } from './run/run.js';

type Names = Readonly<Record<StepId, () => string>>;

const titles: Names = {
  service: () => l10n.t('CDN is activated'),
  upload: () => l10n.t('Bucket can be read and written'),
  name: () => l10n.t('Domain is available'),
  ownership: () => l10n.t('Domain ownership is verified'),
  domain: () => l10n.t('Domain is added to CDN'),
  online: () => l10n.t('Domain is ready on CDN'),
  cname: () => l10n.t('CNAME is assigned'),
  privateOrigin: () => l10n.t('CDN can read the bucket'),
  edge: () => l10n.t('Edge serves the site'),
  record: () => l10n.t('DNS record points to CDN'),
  resolved: () => l10n.t('DNS servers return the CNAME'),
  binding: () => l10n.t('Domain is bound to the bucket'),
  originHost: () => l10n.t('Origin host is your domain'),
  publish: () => l10n.t('Folder is published'),
  afterSwitch: () => l10n.t('Remaining settings are made'),
  autoUpdate: () => l10n.t('Auto CDN Cache Update is on'),
  mapping: () => l10n.t('Publishing on save is on'),
  certificate: () => l10n.t('Certificate is set on CDN'),
  served: () => l10n.t('Edge serves the certificate'),
  protocols: () => l10n.t('HTTP/2 and TLS 1.2+ are on'),
  redirect: () => l10n.t('http is redirected to https'),
  addresses: () => l10n.t('URLs are routed to pages'),
  notFound: () => l10n.t('404 page is set'),
  caching: () => l10n.t('Cache is set'),
  transfer: () => l10n.t('Compression is set'),
  dropCopies: () => l10n.t('Cached copies are refreshed'),
  siteServed: () => l10n.t('Edge serves the site'),
};

const titleSentences: Partial<Names> = {
  notFound: () => l10n.t('Missing pages show the 404 page'),
  caching: () => l10n.t('Cache follows the headers of files'),
  transfer: () => l10n.t('Compression and query strings are set'),
  dropCopies: () => l10n.t('Outdated cached copies are refreshed'),
};

/** The short goal of a step as a statement, for the row of a done step. */
export function stepTitle(id: StepId): string {
  return titles[id]();
}

/** The full goal of a step. */
export function titleSentence(id: StepId): string {
  return (titleSentences[id] ?? titles[id])();
}

const tasks: Names = {
  service: () => l10n.t('Activate CDN'),
  upload: () => l10n.t('Check access to the bucket'),
  name: () => l10n.t('Check the domain'),
  ownership: () => l10n.t('Verify domain ownership'),
  domain: () => l10n.t('Add the domain to CDN'),
  online: () => l10n.t('Wait for the domain'),
  cname: () => l10n.t('Wait for the CNAME'),
  privateOrigin: () => l10n.t('Allow CDN to read the bucket'),
  edge: () => l10n.t('Check the site at the edge'),
  record: () => l10n.t('Point DNS to CDN'),
  resolved: () => l10n.t('Wait for DNS'),
  binding: () => l10n.t('Bind the domain'),
  originHost: () => l10n.t('Set the origin host'),
  mapping: () => l10n.t('Publish files on save'),
  publish: () => l10n.t('Publish the folder'),
  afterSwitch: () => l10n.t('Finish the remaining settings'),
  autoUpdate: () => l10n.t('Turn on Auto CDN Cache Update'),
  certificate: () => l10n.t('Set the certificate on CDN'),
  served: () => l10n.t('Wait for the certificate'),
  protocols: () => l10n.t('Turn on HTTP/2 and TLS 1.2+'),
  redirect: () => l10n.t('Redirect http to https'),
  addresses: () => l10n.t('Route URLs to pages'),
  notFound: () => l10n.t('Set the 404 page'),
  caching: () => l10n.t('Set the cache'),
  transfer: () => l10n.t('Set compression'),
  dropCopies: () => l10n.t('Refresh outdated cached copies'),
  siteServed: () => l10n.t('Check the site'),
};

const taskSentences: Partial<Names> = {
  name: () => l10n.t('Check that the domain is available'),
  online: () => l10n.t('Wait for CDN to bring the domain online'),
  cname: () => l10n.t('Wait for CDN to assign the CNAME'),
  edge: () => l10n.t('Check that the edge serves the site, before visitors reach it'),
  resolved: () => l10n.t('Wait for DNS servers to return the CNAME'),
  binding: () => l10n.t('Bind the domain to the bucket'),
  originHost: () => l10n.t('Set the origin host to your domain'),
  served: () => l10n.t('Wait for the edge to serve the certificate'),
  notFound: () => l10n.t('Show the 404 page for missing pages'),
  caching: () => l10n.t('Make the cache follow the headers of files'),
  transfer: () => l10n.t('Set compression and query strings'),
  siteServed: () => l10n.t('Check that the edge serves the site'),
};

/** The short task of a step as a request, for the row of an unfinished step. */
export function stepTask(id: StepId): string {
  return tasks[id]();
}

/** The full task of a step. */
export function taskSentence(id: StepId): string {
  return (taskSentences[id] ?? tasks[id])();
}

const minutes = () => l10n.t('usually a few minutes');

const usualTimes: Partial<Record<StepId, () => string>> = {
  ownership: minutes,
  online: () => l10n.t('usually 3 to 10 minutes'),
  cname: minutes,
  edge: minutes,
  resolved: () => l10n.t('usually 10 minutes'),
  served: minutes,
  siteServed: minutes,
  binding: minutes,
};

/** How long a step usually takes, in words; empty for one that is done at once. */
export function usualTime(id: StepId): string {
  return usualTimes[id]?.() ?? '';
}
