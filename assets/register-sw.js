// The service worker keeps the shell and the offline page; see sw.js.
if ("serviceWorker" in navigator) addEventListener("load", () => navigator.serviceWorker.register("/sw.js"));
