// What every page gets. Each module looks for its own marks in the page (data-…, custom elements), also in what arrives later.

import 'htmx.org';
import './js/requests.js';
import './js/dialogs.js';
import './js/menus.js';
import './js/tips.js';
import './js/toasts.js';
import './js/forms.js';
import './js/problems.js';
import './js/choices.js';
import './js/files.js';
import './js/drafts.js';
import './js/refreshes.js';
import './js/focus.js';
import './js/tables.js';
import './js/palette.js';
import './js/shortcuts.js';
import './js/diagrams.js';
import './js/times.js';
import './js/preferences.js';
import './js/panes.js';
