// @ts-check
import { startFilters } from './filters.js';
import { startMatrixKeys, startSearchKey } from './keyboard.js';
import { follow, startNavigation } from './navigation.js';
import { makeBareCellsClickable } from './pairs.js';
import { startTimelines } from './timeline.js';

document.documentElement.classList.add('js');
startTimelines();
startFilters();
startNavigation();
startSearchKey();
const matrix = document.getElementById('matrix-table');
if (matrix) {
  startMatrixKeys(matrix);
  makeBareCellsClickable(matrix);
}
follow();
