import * as vscode from 'vscode';
import type { BucketRef, ObjectRef } from '../core/ports/oss.js';

/** A target on CDN: a local file or folder (a URI text), a CDN domain, an object, or a bucket. */
export type CdnTarget = string | ObjectRef | BucketRef;

/** The target of an upload: a bucket, a folder of objects, or the folder of an object. */
export type UploadTarget = (ObjectRef | BucketRef) & {
  /** The dropped files and folders, as a list of URIs (RFC 2483). If absent, the user is asked what to upload. */
  readonly dropped?: string;
};

/** The row that objects and folders of the tree were dropped on. */
export type DropPlace = (ObjectRef | BucketRef) & { readonly moved: readonly ObjectRef[] };

/** An object to open. `isClick` is set by its row in the tree, which VS Code opens by a click, a double click or Enter. */
export type OpenTarget = ObjectRef & { readonly isClick?: boolean };

/** The target of a command, and all selected targets if several rows are selected. */
export type Targets = [target?: CdnTarget, selection?: readonly CdnTarget[]];

/** Every command of the extension with its arguments. Called from the Command Palette, a command asks for missing arguments. */
export interface CommandArguments {
  'ossCdn.signIn': [];
  'ossCdn.signOut': [];
  /** Signs in with other keys. */
  'ossCdn.switchAccount': [];
  /** Guides the user through the RAM console to create an AccessKey. */
  'ossCdn.createAccessKey': [];
  'ossCdn.openWalkthrough': [];
  'ossCdn.showLog': [];
  /** Reloads all rows, or only the CDN domains if `group` is `domains`. */
  'ossCdn.refreshExplorer': [group?: string];
  /**
   * Starts the form that sets up a domain. A bucket, a bucket with its `domain`, or a domain alone are taken as known answers. With `publishes`, the form starts
   * with the folder.
   */
  'ossCdn.onboard': [start?: (BucketRef & { readonly publishes?: boolean; readonly domain?: string }) | string];
  /** Starts the form for a workspace folder (a URI text). Without one, the form starts with the question for a folder. */
  'ossCdn.publishSite': [folder?: string];
  /** Opens what the current step of the run needs: a modal, a quick pick, or a link. `<runId>/<step>` resumes a skipped step. */
  'ossCdn.continueRun': [target?: string];
  /** Opens the page with the progress of a run. */
  'ossCdn.showRun': [runId?: string];
  'ossCdn.recheckRun': [runId?: string];
  'ossCdn.pauseRun': [runId?: string];
  'ossCdn.removeRun': [runId?: string];
  /** Undoes the change that a run made in live DNS. */
  'ossCdn.undoRecord': [runId?: string];
  /** Copies the pattern of the URLs of a domain. */
  'ossCdn.copyUrlPattern': [domain?: string];
  /** Copies a code snippet that reads an object through a domain. */
  'ossCdn.copySdkSnippet': [domain?: string];
  /** Copies the value of the current step, such as a CNAME or a TXT value. */
  'ossCdn.copyStepValue': [runId?: string];
  'ossCdn.openStepConsole': [runId?: string];
  /** Opens the verification page of a domain. */
  'ossCdn.verifyCname': [domain?: string];
  'ossCdn.copyCname': [domain?: string];
  /** Copies the setup of a domain as commands of the Alibaba Cloud CLI. */
  'ossCdn.copySetUp': [domain?: string];
  /** Asks which page of the domain to open in the console. */
  'ossCdn.openCdnConsole': [domain?: string];
  'ossCdn.enableDomain': [domain?: string];
  'ossCdn.disableDomain': [domain?: string];
  'ossCdn.deleteDomain': [domain?: string];
  'ossCdn.unbindDomain': [domain?: string];
  'ossCdn.editOrigin': [domain?: string];
  /** Starts a run that sets a certificate for the domain. */
  'ossCdn.setUpHttps': [domain?: string];
  /** Starts the same run as `ossCdn.setUpHttps`, with a new certificate of Let's Encrypt. */
  'ossCdn.renewCertificate': [domain?: string];
  /** Sets HSTS for the domain. */
  'ossCdn.setHsts': [domain?: string];
  /** Starts a run that sets the site type of the domain. */
  'ossCdn.setSiteType': [domain?: string];
  'ossCdn.setHomePage': [domain?: string];
  /** Changes a delivery setting of a domain. The target is `topic:domain`, or a domain alone, whose topic is then asked for. */
  'ossCdn.changeDelivery': [target?: string];
  'ossCdn.copyInternetDomain': [bucket?: BucketRef];
  'ossCdn.openBucketConsole': [bucket?: BucketRef];
  /** Creates a private bucket. `unfiled` is a domain without an ICP filing that the bucket is for, which limits the proposed regions. */
  'ossCdn.createBucket': [unfiled?: string];
  /** Adds a bucket by its name, for accounts that may not list their buckets. */
  'ossCdn.addBucket': [];
  /** Removes a bucket that was added by name. */
  'ossCdn.removeBucket': [bucket?: BucketRef];
  /** Copies a RAM policy that grants the permission that a row lacks. */
  'ossCdn.copyPolicy': [nodeId?: string];
  'ossCdn.loadMore': [nodeId?: string];
  /** Filters the objects of a bucket or a folder by a prefix that the user enters. */
  'ossCdn.findByPrefix': [target?: BucketRef | ObjectRef];
  /** Removes the prefix filter of a row. */
  'ossCdn.clearPrefix': [nodeId?: string];
  /** Reloads rows that failed to load. */
  'ossCdn.retryNode': [nodeId?: string];
  /** Reloads one row and its children: a bucket, a folder of objects, or a domain. */
  'ossCdn.refreshRow': [target?: CdnTarget];
  /** Copies all details of a change. */
  'ossCdn.copyCallDetails': [changeId?: string];
  /** Undoes a change after the user confirms. */
  'ossCdn.undoChange': [changeId?: string];
  'ossCdn.openChangeConsole': [changeId?: string];
  /** Opens an object, read-only. Without one, as by Enter, opens the focused row of the tree. */
  'ossCdn.openObject': [object?: OpenTarget];
  /** Opens an object for editing: one of the tree, or the one that a read-only editor shows (a URI text; by default the active editor). */
  'ossCdn.editObject': [object?: ObjectRef | string];
  /** Saves the editor of an object, by default the active one, to the bucket. */
  'ossCdn.saveObject': [editor?: string];
  /** Replaces the text of the active editor by its object in the bucket. */
  'ossCdn.takeObject': [];
  'ossCdn.copyObjectKey': Targets;
  /** Downloads objects and folders to this computer. */
  'ossCdn.downloadObjects': Targets;
  /** Deletes objects and folders after the user confirms. */
  'ossCdn.deleteObjects': Targets;
  /** Uploads files or folders of this computer after the user confirms. */
  'ossCdn.uploadFiles': [target?: UploadTarget];
  'ossCdn.uploadFolder': [target?: UploadTarget];
  /** Creates an empty folder in a bucket or a folder. */
  'ossCdn.createFolder': [target?: ObjectRef | BucketRef];
  /** Creates an empty object in a bucket or a folder, and opens it. */
  'ossCdn.createFile': [target?: ObjectRef | BucketRef];
  /** This command and the next two rename, move and copy objects and folders after the user confirms. Without a target, the selected rows are taken. */
  'ossCdn.renameObject': [object?: ObjectRef];
  'ossCdn.moveObjects': [target?: CdnTarget | DropPlace, selection?: readonly CdnTarget[]];
  'ossCdn.copyObjects': Targets;
  /** Copies a temporary URL with which anyone can read a private object. */
  'ossCdn.copyPresignedUrl': [object?: ObjectRef];
  /** Shows all properties of an object in a read-only document. */
  'ossCdn.showProperties': [object?: ObjectRef];
  /** Changes headers or the ACL of objects after the user confirms. */
  'ossCdn.editHeaders': Targets;
  'ossCdn.setAcl': Targets;
  /** Compares an object with the local file, another version, or what CDN serves. */
  'ossCdn.compareObject': [object?: ObjectRef];
  'ossCdn.showVersions': [object?: ObjectRef];
  /** Lists the deleted objects of a bucket or a folder to bring them back. */
  'ossCdn.showDeleted': [target?: ObjectRef | BucketRef];
  /** Has OSS restore archived objects after the user confirms. */
  'ossCdn.restoreArchived': Targets;
  'ossCdn.turnOnVersioning': [bucket?: BucketRef];
  'ossCdn.copyCdnUrl': Targets;
  'ossCdn.copyCdnUrlAs': Targets;
  'ossCdn.openAtCdn': [target?: CdnTarget];
  'ossCdn.checkAtEdge': [target?: CdnTarget];
  'ossCdn.refreshUrls': Targets;
  'ossCdn.prefetchUrls': Targets;
  /** This command and the next do the same as the two before, for one domain. The user enters the path. */
  'ossCdn.refreshPath': [target?: CdnTarget];
  'ossCdn.prefetchPath': [target?: CdnTarget];
  'ossCdn.refreshFolder': Targets;
  /** Refreshes the URLs of a domain that match a pattern, which the user enters. */
  'ossCdn.refreshPattern': [target?: CdnTarget];
  'ossCdn.refreshTaskList': [];
  'ossCdn.moreRefreshTasks': [];
  'ossCdn.retryRefreshTask': [task?: string];
  'ossCdn.copyTaskUrl': [task?: string];
  /** Publishes files on disk (URI texts), or the local files of mapped objects. Without a target, publishes the active editor's file. */
  'ossCdn.publishFile': Targets;
  /** Publishes folders on disk (URI texts), buckets, folders of objects or domains. Without a target, the user chooses a mapped folder. */
  'ossCdn.publishFolder': Targets;
  /** Maps a folder to a bucket, a folder of objects or an online domain, and publishes it. */
  'ossCdn.publishFolderHere': [target?: CdnTarget];
  /** Explains why a local file (a URI text) is not published and how to resolve that. Without a target, explains it for the active editor's file. */
  'ossCdn.whyNotPublished': [target?: CdnTarget];
  /** Asks for consent to publish a mapped folder (a URI text) as its mapping specifies. */
  'ossCdn.allowPublishing': [folder?: string];
  'ossCdn.showPublishing': [];
  'ossCdn.resetPublishing': [];
  'ossCdn.revokeConsent': [];
  'ossCdn.openMapping': [];
  /** Adds Cache-Control rules to a mapping file. */
  'ossCdn.pausePublishing': [];
  'ossCdn.resumePublishing': [];
}
export type CommandId = keyof CommandArguments;

/** Runs one of our commands. The command reports its own errors. */
export function executeCommand<K extends CommandId>(id: K, ...args: CommandArguments[K]): Thenable<void> {
  return vscode.commands.executeCommand<void>(id, ...args);
}

/** Returns the objects and folders of objects among the arguments of a command. */
export function listObjectRefs(given: readonly CdnTarget[]): readonly ObjectRef[] {
  return given.flatMap((each) => (typeof each !== 'string' && 'key' in each ? each : []));
}

/** Returns the row id of a bucket or of a folder in it, for `ossCdn.retryNode`. `folder` is the key of the folder, or empty for the bucket itself. */
export function folderRowId(bucket: string, folder: string): string {
  return folder === '' ? `bucket:${bucket}` : `folder:${bucket}/${folder}`;
}

/** Returns whether the row with this id is `row` itself or below `row`. */
export function isRowWithin(id: string, row: string): boolean {
  const inside = row.replace(/^bucket:(.*)/, 'folder:$1/');
  return id === row || (inside.startsWith('folder:') && id.startsWith(inside));
}
