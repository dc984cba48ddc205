import * as vscode from 'vscode';
import type { OnboardingPlan } from '../core/onboarding/run/run.js';
import type { BucketRef } from '../core/ports/oss.js';

/** An object of a bucket, or with a key that ends in `/` everything below it. */
export interface ObjectRef {
  readonly bucket: BucketRef;
  readonly key: string;
}

/** What can be served at the edge: a file or folder on disk (a URI text), a CDN domain, an object, a bucket. */
export type CdnTarget = string | ObjectRef | BucketRef;

/** The plan of a task that is started again. */
export interface PlanRef {
  readonly plan: OnboardingPlan;
}

/** Where files are uploaded: a bucket, a folder of objects, or the folder of an object. */
export type UploadTarget = (ObjectRef | BucketRef) & {
  /** The files and folders that were dropped there, as a list of URIs (RFC 2483); they are asked for without it. */
  readonly dropped?: string;
};

/** One target and, where several rows are selected, all of them. */
export type Targets = [target?: CdnTarget, selection?: readonly CdnTarget[]];

/** Every command of the extension and what it may be called with; those in the palette ask for what is missing. */
export interface CommandArguments {
  'ossCdn.signIn': [];
  'ossCdn.signOut': [];
  /** Signs in with other keys. */
  'ossCdn.switchAccount': [];
  /** Leads through the RAM console to a user with an AccessKey. */
  'ossCdn.createAccessKey': [];
  'ossCdn.openWalkthrough': [];
  'ossCdn.showLog': [];
  /** Reads everything again, or with `domains` only the CDN domains. */
  'ossCdn.refreshExplorer': [group?: string];
  /**
   * Starts the form; a known bucket is its first answer, and so is its `domain`, or a domain alone, and those of a plan are all given. With `publishes` the folder is
   * asked for first.
   */
  'ossCdn.onboard': [
    start?: (BucketRef & { readonly publishes?: boolean; readonly domain?: string }) | string | PlanRef,
  ];
  /** Starts the form at a folder of the workspace (a URI text), which is asked for first where none is given. */
  'ossCdn.publishSite': [folder?: string];
  /** Opens what the run's current step needs: a modal, a quick pick, a link; `<runId>/<step>` takes up a step that was skipped. */
  'ossCdn.continueRun': [target?: string];
  /** Opens the page that shows how far a run is. */
  'ossCdn.showRun': [runId?: string];
  'ossCdn.recheckRun': [runId?: string];
  'ossCdn.pauseRun': [runId?: string];
  'ossCdn.removeRun': [runId?: string];
  /** Takes back what a run changed in live DNS. */
  'ossCdn.undoRecord': [runId?: string];
  /** Copies how URLs of a domain are made. */
  'ossCdn.copyUrlPattern': [domain?: string];
  /** Copies code that reads through a domain. */
  'ossCdn.copySdkSnippet': [domain?: string];
  /** Copies the value a step shows (a CNAME, a TXT value). */
  'ossCdn.copyStepValue': [runId?: string];
  'ossCdn.openStepConsole': [runId?: string];
  /** Opens the verification page of a domain. */
  'ossCdn.verifyCname': [domain?: string];
  'ossCdn.copyCname': [domain?: string];
  /** Copies how a domain is set up as lines for the Alibaba Cloud CLI. */
  'ossCdn.copySetUp': [domain?: string];
  /** Asks which page of the domain to open in the console. */
  'ossCdn.openCdnConsole': [domain?: string];
  'ossCdn.enableDomain': [domain?: string];
  'ossCdn.disableDomain': [domain?: string];
  'ossCdn.deleteDomain': [domain?: string];
  'ossCdn.unbindDomain': [domain?: string];
  'ossCdn.editOrigin': [domain?: string];
  /** Starts a run that gives the domain a certificate. */
  'ossCdn.setUpHttps': [domain?: string];
  /** Starts the same run for a new certificate of Let's Encrypt. */
  'ossCdn.renewCertificate': [domain?: string];
  /** Has browsers remember that the domain works over HTTPS alone. */
  'ossCdn.setHsts': [domain?: string];
  /** Starts a run that has the domain serve a site of a type. */
  'ossCdn.setSiteType': [domain?: string];
  'ossCdn.setHomePage': [domain?: string];
  /** Changes how a domain is delivered: `topic:domain`, or a domain whose topic is asked for. */
  'ossCdn.changeDelivery': [target?: string];
  'ossCdn.copyInternetDomain': [bucket?: BucketRef];
  'ossCdn.openBucketConsole': [bucket?: BucketRef];
  /** Creates a private bucket; a domain without an ICP filing, to which it has to be bound, decides which regions are proposed. */
  'ossCdn.createBucket': [unfiled?: string];
  /** Shows a bucket that the account may not list. */
  'ossCdn.addBucket': [];
  /** Removes a bucket that was added by name from the view. */
  'ossCdn.removeBucket': [bucket?: BucketRef];
  /** Copies a policy that allows what a row was denied. */
  'ossCdn.copyPolicy': [nodeId?: string];
  'ossCdn.loadMore': [nodeId?: string];
  /** Shows of a bucket or a folder only the objects whose names begin with what is asked for. */
  'ossCdn.findByPrefix': [target?: BucketRef | ObjectRef];
  /** Shows all of them again. */
  'ossCdn.clearPrefix': [nodeId?: string];
  /** Loads the rows again that could not be loaded. */
  'ossCdn.retryNode': [nodeId?: string];
  /** Reads one row again, with what is below it: a bucket, a folder of objects, or a domain. */
  'ossCdn.refreshRow': [target?: CdnTarget];
  /** Copies everything known of a change to the cloud. */
  'ossCdn.copyCallDetails': [changeId?: string];
  /** Puts a change back, after showing what that changes. */
  'ossCdn.undoChange': [changeId?: string];
  'ossCdn.openChangeConsole': [changeId?: string];
  /** Shows the text of an object, read-only. */
  'ossCdn.openObject': [object?: ObjectRef];
  'ossCdn.copyObjectKey': Targets;
  /** Downloads objects and whole folders to this computer. */
  'ossCdn.downloadObjects': Targets;
  /** Deletes objects and whole folders, after showing what that means. */
  'ossCdn.deleteObjects': Targets;
  /** Uploads files, or folders, of this computer, after showing what that means. */
  'ossCdn.uploadFiles': [target?: UploadTarget];
  'ossCdn.uploadFolder': [target?: UploadTarget];
  /** Creates an empty folder in a bucket or a folder. */
  'ossCdn.createFolder': [target?: ObjectRef | BucketRef];
  /** Copies a URL by which anyone may read a private object for a while. */
  'ossCdn.copyPresignedUrl': [object?: ObjectRef];
  'ossCdn.copyCdnUrl': Targets;
  'ossCdn.copyCdnUrlAs': Targets;
  'ossCdn.openAtCdn': [target?: CdnTarget];
  'ossCdn.checkAtEdge': [target?: CdnTarget];
  'ossCdn.refreshUrls': Targets;
  'ossCdn.prefetchUrls': Targets;
  /** The same two for a domain, where the path is asked for. */
  'ossCdn.refreshPath': [target?: CdnTarget];
  'ossCdn.prefetchPath': [target?: CdnTarget];
  'ossCdn.refreshFolder': Targets;
  /** Refreshes the URLs of a domain that fit a pattern, which is asked for. */
  'ossCdn.refreshPattern': [target?: CdnTarget];
  'ossCdn.refreshTaskList': [];
  'ossCdn.moreRefreshTasks': [];
  'ossCdn.retryRefreshTask': [task?: string];
  'ossCdn.copyTaskUrl': [task?: string];
  /** Files on disk (URI texts) or objects of the workspace's mappings; the active editor without one. */
  'ossCdn.publishFile': Targets;
  /** Folders on disk (URI texts), buckets, folders of objects or domains; every mapped folder to choose from without one. */
  'ossCdn.publishFolder': Targets;
  /** Maps a folder to a bucket, a folder of objects or a domain that is online already, and publishes it. */
  'ossCdn.publishFolderHere': [target?: CdnTarget];
  /** Explains why a file on disk (a URI text), or that of the active editor, is not published, and what resolves it. */
  'ossCdn.whyNotPublished': [target?: CdnTarget];
  /** Asks whether files of a mapped folder (a URI text) are published as its mapping says. */
  'ossCdn.allowPublishing': [folder?: string];
  'ossCdn.showPublishing': [];
  'ossCdn.resetPublishing': [];
  'ossCdn.revokeConsent': [];
  'ossCdn.openMapping': [];
  /** Adds rules for Cache-Control to a mapping. */
  'ossCdn.addCacheRules': [];
  'ossCdn.pausePublishing': [];
  'ossCdn.resumePublishing': [];
}
export type CommandId = keyof CommandArguments;

/** Runs one of our commands; failures were shown by its own boundary. */
export function executeCommand<K extends CommandId>(id: K, ...args: CommandArguments[K]): Thenable<void> {
  return vscode.commands.executeCommand<void>(id, ...args);
}

/** The objects and folders of objects among what a command was given. */
export function listObjectRefs(given: readonly CdnTarget[]): readonly ObjectRef[] {
  return given.flatMap((each) => (typeof each !== 'string' && 'key' in each ? each : []));
}

/** The id of the row of a bucket, or of a folder in it, as `ossCdn.retryNode` takes it; `folder` is its key, empty for the bucket. */
export function folderRowId(bucket: string, folder: string): string {
  return folder === '' ? `bucket:${bucket}` : `folder:${bucket}/${folder}`;
}

/** Whether a row is this one, or that of a folder somewhere in it; takes the ids of rows. */
export function isRowWithin(id: string, row: string): boolean {
  const inside = row.replace(/^bucket:(.*)/, 'folder:$1/');
  return id === row || (inside.startsWith('folder:') && id.startsWith(inside));
}
