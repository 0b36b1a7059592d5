// One stream of news for all tabs: it listens to the server, and passes on to every page that says hello.
"use strict";

const pages = new Set();
let last = null;

const listen = () => {
  const source = new EventSource("/.digest/events");
  source.onmessage = (event) => {
    last = JSON.parse(event.data);
    for (const page of pages) page.postMessage(last);
  };
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
    source.close();
    setTimeout(listen, 1000);
  };
};

self.onconnect = (event) => {
  const page = event.ports[0];
  page.onmessage = (message) => {
    if (message.data === "hello") {
      pages.add(page);
      if (last) page.postMessage({ ...last, files: [] }); // it has just loaded its files
    } else {
      pages.delete(page);
    }
  };
};

listen();
