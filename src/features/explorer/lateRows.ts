import { listDelivery } from './delivery/deliveryItems.js';
import { RowLooks } from './rowLooks.js';

/** The output file that is loaded before the first rows are listed. */
export { listDelivery, RowLooks };
