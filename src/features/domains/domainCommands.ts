import { openConsolePage } from './consolePages.js';
import { copySetUp } from './copySetUp.js';
import { deleteDomain } from './deleteDomain.js';
import { changeDelivery } from './delivery/changeDelivery.js';
import { editOrigin } from './editOrigin.js';
import { setHsts } from './setHsts.js';
import { disableDomain, enableDomain } from './switchDomain.js';
import { unbindDomain } from './unbindDomain.js';

/** The commands on a CDN domain. Their output file is loaded with the first command. */
export const domainCommands = {
  'ossCdn.enableDomain': enableDomain,
  'ossCdn.disableDomain': disableDomain,
  'ossCdn.deleteDomain': deleteDomain,
  'ossCdn.unbindDomain': unbindDomain,
  'ossCdn.editOrigin': editOrigin,
  'ossCdn.changeDelivery': changeDelivery,
  'ossCdn.openCdnConsole': openConsolePage,
  'ossCdn.setHsts': setHsts,
  'ossCdn.copySetUp': copySetUp,
};
