import type { CommandArguments } from '../../host/commandIds.js';
import { listCommandTargets } from '../../host/commands.js';
import { copyPresignedUrl } from './copyPresignedUrl.js';
import { createFolder } from './createFolder.js';
import { deleteTargets } from './deleteTargets.js';
import { downloadTargets } from './downloadTargets.js';
import { editHeaders } from './editHeaders.js';
import type { ObjectDeps } from './objectDeps.js';
import { ReadOnlyTexts } from './readOnlyTexts.js';
import { setAcl } from './setAcl.js';
import { showProperties } from './showProperties.js';
import { uploadTo } from './upload/uploadTo.js';
import { compareObject } from './versions/compareVersions.js';
import { restoreArchived } from './versions/restoreArchived.js';
import { showVersions } from './versions/showVersions.js';
import { turnOnVersioning } from './versions/turnOnVersioning.js';
import { showDeleted } from './versions/undelete.js';

/** The name of a command on objects. */
export type ObjectCommand =
  | `ossCdn.${'downloadObjects' | 'deleteObjects' | 'copyPresignedUrl' | 'uploadFiles' | 'uploadFolder' | 'createFolder'}`
  | `ossCdn.${'showProperties' | 'editHeaders' | 'setAcl' | 'compareObject'}`
  | `ossCdn.${'showVersions' | 'showDeleted' | 'restoreArchived' | 'turnOnVersioning'}`;

type ObjectCommands = { readonly [K in ObjectCommand]: (...given: CommandArguments[K]) => Promise<void> };

/** Creates the commands on objects. Their output file is loaded with the first command. */
export function createObjectCommands(deps: ObjectDeps): ObjectCommands {
  const texts = new ReadOnlyTexts();
  deps.context.subscriptions.push(texts);
  return {
    'ossCdn.downloadObjects': (...given) => downloadTargets(deps, listCommandTargets(given)),
    'ossCdn.deleteObjects': (...given) => deleteTargets(deps, listCommandTargets(given)),
    'ossCdn.copyPresignedUrl': (object) => copyPresignedUrl(deps, object),
    'ossCdn.uploadFiles': (target) => uploadTo(deps, target, 'files'),
    'ossCdn.uploadFolder': (target) => uploadTo(deps, target, 'folders'),
    'ossCdn.createFolder': (target) => createFolder(deps, target),
    'ossCdn.showProperties': (object) => showProperties(deps, texts, object),
    'ossCdn.editHeaders': (...given) => editHeaders(deps, listCommandTargets(given)),
    'ossCdn.setAcl': (...given) => setAcl(deps, listCommandTargets(given)),
    'ossCdn.compareObject': (object) => compareObject(deps, texts, object),
    'ossCdn.showVersions': (object) => showVersions(deps, texts, object),
    'ossCdn.showDeleted': (target) => showDeleted(deps, target),
    'ossCdn.restoreArchived': (...given) => restoreArchived(deps, listCommandTargets(given)),
    'ossCdn.turnOnVersioning': (bucket) => turnOnVersioning(deps, bucket),
  };
}
