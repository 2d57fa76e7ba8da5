import type { LibraryDialect } from '../../protocol/library-dialect.js';

/** What Seafile servers say to each other with ENABLE_OCM: the words of seahub/ocm/settings.py, the same from 8.0 to 12.0. */
export const libraries: LibraryDialect = {
  name: 'library-api',
  label: 'the Seafile dialect',
  protocol: 'Seafile API',
  serviceUrl: 'seafileServiceURL',
  filesPath: '/seafhttp',
};
