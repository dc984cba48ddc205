import { requireNoStaging } from '../../../core/delivery/requireNoStaging.js';
import { homePageDetail, makeRootRewrite, planRootRewrite } from '../../../core/delivery/rootRewrite.js';
import { readSitePages } from '../../../core/delivery/siteType.js';
import { showDomain } from '../../../core/domainName.js';
import { l10n } from '../../../core/l10n.js';
import { bucketOfSource } from '../../../core/oss/binding.js';
import { ifReadable } from '../../../core/oss/ifReadable.js';
import type { VerificationFacts } from '../../../core/verification/facts.js';
import { confirmChange, tellChangedElsewhere } from '../../../host/changePrompts.js';
import type { ConsoleLinks } from '../../../host/console/consoleLinks.js';
import { staticPagesMenu } from '../../../host/console/consoleLinks.js';
import { openPage } from '../../../host/console/openPage.js';
import type { FeatureDeps } from '../../../host/deps.js';
import { showInformation, showWarning } from '../../../host/display.js';
import type { PageFix } from '../../../protocol/page.js';
import type { PageAction } from '../pageButtons.js';

/** Why the bare domain returns AccessDenied, and the fixes that work for this bucket. */
export function rootFixes({ rootDenied, status, hasIndex }: VerificationFacts): readonly PageFix<PageAction>[] {
  const path: PageFix<PageAction> = {
    id: 'rootPath',
    text: l10n.t('Open a URL with a path, or set a home page'),
    // Only for a domain of the account is the URL pattern known.
    ...(status !== undefined && { button: { action: 'copyUrlPattern', label: l10n.t('Copy URL Pattern') } }),
  };
  // Without an index page there is nothing to serve.
  if (!rootDenied || hasIndex === false) return [path];
  const rewrite: PageFix<PageAction> = {
    id: 'rootRewrite',
    text: l10n.t('To show a page for the bare domain, let CDN rewrite / to /index.html'),
    button: { action: 'rewriteRoot', label: l10n.t('Show index.html at /…') },
  };
  const website: PageFix<PageAction> = {
    id: 'rootWebsite',
    text: l10n.t(
      'Turn on static website hosting of the bucket with index.html as the default page (OSS console: Data Management > Static Pages)',
    ),
    button: { action: 'openStaticPages', label: l10n.t('Open OSS Console') },
  };
  // Signed requests of CDN to a private bucket never get its default page.
  return rootDenied.isPrivate ? [path, rewrite] : [path, rewrite, website];
}

/** Makes a domain show the index page at `/`, after asking; false if nothing was changed, as without that page in the bucket. */
export async function setHomePage(deps: Pick<FeatureDeps, 'session'>, domain: string): Promise<boolean> {
  const { cdn, oss } = await deps.session.cloud();
  const { signal } = new AbortController();
  const [source] = (await cdn.readDomain(domain, signal))?.sources ?? [];
  const bucket = source && bucketOfSource(source);
  const pages = bucket && (await ifReadable(readSitePages(oss, bucket, signal)));
  if (pages?.hasIndex !== false) return rewriteRoot(deps, domain);
  void showWarning(l10n.t('The bucket has no index.html yet: publish it first.'));
  return false;
}

/** Rewrites `/` to the index page at CDN, after showing the rule before and after; false if nothing was changed. */
export async function rewriteRoot({ session }: Pick<FeatureDeps, 'session'>, domain: string): Promise<boolean> {
  const { cdn } = await session.cloud();
  const { signal } = new AbortController();
  const name = showDomain(domain);
  const change = await planRootRewrite(cdn, domain, signal);
  if (!change) {
    void showInformation(l10n.t('The domain already has these settings: {0}', name));
    return false;
  }
  await requireNoStaging(cdn, domain, signal);
  const isConfirmed = await confirmChange({
    question: l10n.t('Set up the home page of {0}?', name),
    detail: [homePageDetail([change])],
    button: l10n.t('Show index.html at /'),
  });
  if (!isConfirmed) return false;
  const isMade = await makeRootRewrite(cdn, domain, change, signal);
  if (!isMade) tellChangedElsewhere(name);
  return isMade;
}

/** Opens the static pages of the bucket in the OSS console. */
export async function openStaticPages(facts: VerificationFacts | undefined, links: ConsoleLinks): Promise<void> {
  const bucket = facts?.rootDenied?.bucket;
  await openPage(bucket ? { ...links.bucket(bucket), menu: staticPagesMenu(bucket.name) } : links.buckets());
}
