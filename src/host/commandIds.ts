import * as vscode from 'vscode';
import type { OnboardingPlan } from '../core/onboarding/run/run.js';
import type { BucketRef } from '../core/ports/oss.js';

/** An object of a bucket. A key that ends in `/` means everything below it. */
export interface ObjectRef {
  readonly bucket: BucketRef;
  readonly key: string;
}

/** A target on CDN: a local file or folder (a URI text), a CDN domain, an object, or a bucket. */
export type CdnTarget = string | ObjectRef | BucketRef;

/** The plan of a restarted task. */
export interface PlanRef {
  readonly plan: OnboardingPlan;
}

/** The target of an upload: a bucket, a folder of objects, or the folder of an object. */
export type UploadTarget = (ObjectRef | BucketRef) & {
  /** The dropped files and folders, as a list of URIs (RFC 2483). Without it the user is asked. */
  readonly dropped?: string;
};

/** One target, and all selected ones if several rows are selected. */
export type Targets = [target?: CdnTarget, selection?: readonly CdnTarget[]];

/** Every command of the extension with its arguments. Commands in the palette ask for missing ones. */
export interface CommandArguments {
  'ossCdn.signIn': [];
  'ossCdn.signOut': [];
  /** Signs in with other keys. */
  'ossCdn.switchAccount': [];
  /** Guides the user through the RAM console to an AccessKey. */
  'ossCdn.createAccessKey': [];
  'ossCdn.openWalkthrough': [];
  'ossCdn.showLog': [];
  /** Reloads everything, or only CDN domains with `domains`. */
  'ossCdn.refreshExplorer': [group?: string];
  /**
   * Starts the form. A bucket, its `domain`, a domain alone, or the answers of a plan are known answers. With
   * `publishes` it starts with the folder.
   */
  'ossCdn.onboard': [
    start?: (BucketRef & { readonly publishes?: boolean; readonly domain?: string }) | string | PlanRef,
  ];
  /** Starts the form for a workspace folder (a URI text), or with the question for one. */
  'ossCdn.publishSite': [folder?: string];
  /** Opens what the current step of the run needs: a modal, a quick pick, a link. `<runId>/<step>` resumes a skipped step. */
  'ossCdn.continueRun': [target?: string];
  /** Opens the page with the progress of a run. */
  'ossCdn.showRun': [runId?: string];
  'ossCdn.recheckRun': [runId?: string];
  'ossCdn.pauseRun': [runId?: string];
  'ossCdn.removeRun': [runId?: string];
  /** Undoes what a run changed in live DNS. */
  'ossCdn.undoRecord': [runId?: string];
  /** Copies the URL pattern of a domain. */
  'ossCdn.copyUrlPattern': [domain?: string];
  /** Copies code that reads through a domain. */
  'ossCdn.copySdkSnippet': [domain?: string];
  /** Copies the value of a step (a CNAME, a TXT value). */
  'ossCdn.copyStepValue': [runId?: string];
  'ossCdn.openStepConsole': [runId?: string];
  /** Opens the verification page of a domain. */
  'ossCdn.verifyCname': [domain?: string];
  'ossCdn.copyCname': [domain?: string];
  /** Copies the setup of a domain as Alibaba Cloud CLI commands. */
  'ossCdn.copySetUp': [domain?: string];
  /** Asks for a page of the domain to open in the console. */
  'ossCdn.openCdnConsole': [domain?: string];
  'ossCdn.enableDomain': [domain?: string];
  'ossCdn.disableDomain': [domain?: string];
  'ossCdn.deleteDomain': [domain?: string];
  'ossCdn.unbindDomain': [domain?: string];
  'ossCdn.editOrigin': [domain?: string];
  /** Starts a run that sets a certificate for the domain. */
  'ossCdn.setUpHttps': [domain?: string];
  /** Starts the same run with a new certificate of Let's Encrypt. */
  'ossCdn.renewCertificate': [domain?: string];
  /** Sets HSTS for the domain. */
  'ossCdn.setHsts': [domain?: string];
  /** Starts a run that sets the site type of the domain. */
  'ossCdn.setSiteType': [domain?: string];
  'ossCdn.setHomePage': [domain?: string];
  /** Changes a delivery setting: `topic:domain`, or a domain whose topic is asked for. */
  'ossCdn.changeDelivery': [target?: string];
  'ossCdn.copyInternetDomain': [bucket?: BucketRef];
  'ossCdn.openBucketConsole': [bucket?: BucketRef];
  /** Creates a private bucket. `unfiled` is a domain without an ICP filing for it, which limits the proposed regions. */
  'ossCdn.createBucket': [unfiled?: string];
  /** Adds a bucket that the account may not list. */
  'ossCdn.addBucket': [];
  /** Removes a bucket that was added by name. */
  'ossCdn.removeBucket': [bucket?: BucketRef];
  /** Copies a policy for the permission that a row was denied. */
  'ossCdn.copyPolicy': [nodeId?: string];
  'ossCdn.loadMore': [nodeId?: string];
  /** Filters the objects of a bucket or a folder by a prefix. */
  'ossCdn.findByPrefix': [target?: BucketRef | ObjectRef];
  /** Removes the filter. */
  'ossCdn.clearPrefix': [nodeId?: string];
  /** Reloads rows that failed to load. */
  'ossCdn.retryNode': [nodeId?: string];
  /** Reloads one row and its children: a bucket, a folder of objects, or a domain. */
  'ossCdn.refreshRow': [target?: CdnTarget];
  /** Copies all details of a change. */
  'ossCdn.copyCallDetails': [changeId?: string];
  /** Undoes a change after a confirmation. */
  'ossCdn.undoChange': [changeId?: string];
  'ossCdn.openChangeConsole': [changeId?: string];
  /** Opens an object, read-only. */
  'ossCdn.openObject': [object?: ObjectRef];
  'ossCdn.copyObjectKey': Targets;
  /** Downloads objects and folders to this computer. */
  'ossCdn.downloadObjects': Targets;
  /** Deletes objects and folders after a confirmation. */
  'ossCdn.deleteObjects': Targets;
  /** Uploads files or folders of this computer after a confirmation. */
  'ossCdn.uploadFiles': [target?: UploadTarget];
  'ossCdn.uploadFolder': [target?: UploadTarget];
  /** Creates an empty folder in a bucket or a folder. */
  'ossCdn.createFolder': [target?: ObjectRef | BucketRef];
  /** Copies a temporary URL by which anyone may read a private object. */
  'ossCdn.copyPresignedUrl': [object?: ObjectRef];
  'ossCdn.copyCdnUrl': Targets;
  'ossCdn.copyCdnUrlAs': Targets;
  'ossCdn.openAtCdn': [target?: CdnTarget];
  'ossCdn.checkAtEdge': [target?: CdnTarget];
  'ossCdn.refreshUrls': Targets;
  'ossCdn.prefetchUrls': Targets;
  /** The same two for a domain, whose path is asked for. */
  'ossCdn.refreshPath': [target?: CdnTarget];
  'ossCdn.prefetchPath': [target?: CdnTarget];
  'ossCdn.refreshFolder': Targets;
  /** Refreshes the URLs of a domain that match a pattern, which is asked for. */
  'ossCdn.refreshPattern': [target?: CdnTarget];
  'ossCdn.refreshTaskList': [];
  'ossCdn.moreRefreshTasks': [];
  'ossCdn.retryRefreshTask': [task?: string];
  'ossCdn.copyTaskUrl': [task?: string];
  /** Publishes files on disk (URI texts) or objects of the workspace's mappings; by default the active editor's file. */
  'ossCdn.publishFile': Targets;
  /** Publishes folders on disk (URI texts), buckets, folders of objects or domains; by default a mapped folder that the user chooses. */
  'ossCdn.publishFolder': Targets;
  /** Maps a folder to a bucket, a folder of objects or an online domain, and publishes it. */
  'ossCdn.publishFolderHere': [target?: CdnTarget];
  /** Explains why a local file (a URI text), or the active editor's, is not published, and how to resolve it. */
  'ossCdn.whyNotPublished': [target?: CdnTarget];
  /** Asks for consent to publish a mapped folder (a URI text) as its mapping says. */
  'ossCdn.allowPublishing': [folder?: string];
  'ossCdn.showPublishing': [];
  'ossCdn.resetPublishing': [];
  'ossCdn.revokeConsent': [];
  'ossCdn.openMapping': [];
  /** Adds Cache-Control rules to a mapping. */
  'ossCdn.addCacheRules': [];
  'ossCdn.pausePublishing': [];
  'ossCdn.resumePublishing': [];
}
export type CommandId = keyof CommandArguments;

/** Runs one of our commands, whose own boundary shows its errors. */
export function executeCommand<K extends CommandId>(id: K, ...args: CommandArguments[K]): Thenable<void> {
  return vscode.commands.executeCommand<void>(id, ...args);
}

/** Filters the arguments of a command for objects and folders of objects. */
export function listObjectRefs(given: readonly CdnTarget[]): readonly ObjectRef[] {
  return given.flatMap((each) => (typeof each !== 'string' && 'key' in each ? each : []));
}

/** The row id of a bucket or of a folder in it, for `ossCdn.retryNode`. `folder` is its key, empty for the bucket. */
export function folderRowId(bucket: string, folder: string): string {
  return folder === '' ? `bucket:${bucket}` : `folder:${bucket}/${folder}`;
}

/** Returns whether the row with this id is `row` or inside it. */
export function isRowWithin(id: string, row: string): boolean {
  const inside = row.replace(/^bucket:(.*)/, 'folder:$1/');
  return id === row || (inside.startsWith('folder:') && id.startsWith(inside));
}
