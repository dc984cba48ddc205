import { listDelivery } from './delivery/deliveryItems.js';
import { readObjectRows } from './objectRows.js';
import { RowLooks } from './rowLooks.js';

/** The exports of the output file that is loaded before the first rows are listed. */
export { listDelivery, RowLooks, readObjectRows };
