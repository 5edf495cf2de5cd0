// Leaving the application. A download, or a call to a number, begins as a journey that is never made: at its first sign Reflex would close
// its socket and leave a page that hears no more of messages, of the end of its session, of anything. So that sign goes no further than here;
// a journey that is made ends with `pagehide`, where Reflex closes it too.
const asking = [];

// Leaving asks first while `when` says so, whichever page shows.
export const askFirst = (when) => asking.push(when);

if (typeof window !== "undefined")
  addEventListener("beforeunload", (event) => {
    event.stopImmediatePropagation();
    if (asking.some((when) => when())) event.preventDefault();
  });
