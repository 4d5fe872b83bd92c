// A browser writes what was sent with a form into its session file, to restore the page after a
// crash, some seconds after the page has come. Before that an address without words takes the place
// of the form, so that going back or loading the page again sends none.
"use strict";
history.replaceState(null, "", location.pathname + "?discreet=on" + location.hash);
