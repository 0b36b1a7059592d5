// Added to pages by `digest serve`, never written to output/: keeps the page shown up to date, and shows what is wrong.
"use strict";

(() => {
  const OWN = "/.digest/";
  const script = document.currentScript;
  let mark = script.dataset.mark;

  // ---- the page -------------------------------------------------------------------------------

  const ours = (element) => element.matches(`script[src^="${OWN}"]`);
  const runs = (root) =>
    [...root.querySelectorAll("script")].some(
      (each) => !ours(each) && /^(module|importmap|.*javascript)?$/i.test(each.type),
    ) || root.querySelector('meta[http-equiv="refresh" i]') !== null;

  /** Ask for this page again, and put in place what differs. */
  const look = async (files) => {
    const shown = [...document.querySelectorAll("img, video, audio, source")];
    if (shown.some((each) => files.includes(new URL(each.currentSrc || each.src, location).pathname))) {
      location.reload(); // a picture of the same name
      return;
    }
    const answer = await fetch(location.href, {
      cache: "no-store",
      headers: { "If-None-Match": `"${mark}"` },
    });
    if (answer.status === 304) return;
    if (answer.redirected) {
      location.replace(answer.url);
      return;
    }
    if (!(answer.headers.get("Content-Type") || "").startsWith("text/html")) {
      location.reload();
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = fresh.querySelector(`script[src="${OWN}preview.js"]`)?.dataset.mark;
    if (next === mark && mark !== "unmade") return;
    if (runs(document) || runs(fresh)) {
      location.reload(); // what its scripts did to it can't be put in place
      return;
    }
    await head(fresh.head);
    const focused = document.activeElement;
    attributes(document.documentElement, fresh.documentElement);
    morph(document.body, fresh.body);
    if (focused !== document.activeElement) again(focused)?.focus({ preventScroll: true });
    mark = next;
  };

  /** The element that stands where the one that had the focus stood. */
  const again = (element) => {
    if (element.id) return document.getElementById(element.id);
    const link = element.getAttribute("href");
    return link ? document.querySelector(`a[href="${CSS.escape(link)}"]`) : null;
  };

  /** Make the head what it shall be; old style sheets go when the new ones have come, so that nothing flashes. */
  const head = async (fresh) => {
    const old = [...document.head.children].filter((each) => !ours(each));
    const loading = [];
    let before = null;
    for (const element of fresh.children) {
      if (ours(element)) continue;
      const at = old.findIndex((each) => each.outerHTML === element.outerHTML);
      if (at >= 0) {
        [before] = old.splice(at, 1);
        continue;
      }
      const added = document.importNode(element, true);
      if (added.matches('link[rel~="stylesheet"]')) {
        loading.push(new Promise((done) => (added.onload = added.onerror = done)));
      }
      if (before) before.after(added);
      else document.head.prepend(added);
      before = added;
    }
    if (loading.length) {
      await Promise.race([Promise.all(loading), new Promise((done) => setTimeout(done, 1000))]);
    }
    for (const element of old) element.remove();
  };

  const attributes = (old, fresh) => {
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name) && !(name === "open" && old.matches("details"))) old.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
  };

  /** Turn one element into another with as little change as may be: what stays keeps focus, selection and scroll. */
  const morph = (old, fresh) => {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) {
      old.nodeValue = fresh.nodeValue;
      return;
    }
    attributes(old, fresh);
    const [had, wanted] = [[...old.childNodes], [...fresh.childNodes]];
    let same = 0;
    while (had.length && wanted.length && had[0].isEqualNode(wanted[0])) {
      had.shift();
      wanted.shift();
      same += 1;
    }
    while (had.length && wanted.length && had.at(-1).isEqualNode(wanted.at(-1))) {
      had.pop();
      wanted.pop();
    }
    const end = (had.length ? had.at(-1).nextSibling : old.childNodes[same]) ?? null;
    for (const node of wanted) {
      const [first] = had;
      if (first && first.nodeName === node.nodeName && (first.id ?? "") === (node.id ?? "")) {
        morph(had.shift(), node);
      } else {
        old.insertBefore(document.importNode(node, true), first ?? end);
      }
    }
    for (const node of had) node.remove();
  };

  // ---- what is wrong --------------------------------------------------------------------------

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  let host = null;
  let panel = null;
  let badge = null;
  let told = "";
  let dismissed = "";

  const build = async () => {
    host = document.createElement("digest-preview");
    const root = host.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    root.adoptedStyleSheets = [style];
    panel = make("section", { className: "panel", tabIndex: -1, hidden: true });
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", "What is wrong with the site");
    badge = make("button", { className: "badge", type: "button", hidden: true });
    badge.setAttribute("aria-haspopup", "dialog");
    badge.onclick = () => {
      open(true);
      panel.focus();
    };
    root.append(panel, badge);
    style.replaceSync(await (await fetch(OWN + "panel.css")).text());
    document.documentElement.append(host);
  };

  const open = (yes) => {
    panel.hidden = !yes;
    badge.hidden = yes;
    badge.setAttribute("aria-expanded", yes);
  };

  const dismiss = () => {
    const inside = host.shadowRoot.activeElement !== null;
    dismissed = told;
    open(false);
    if (inside) badge.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel && !panel.hidden) dismiss();
  });

  const counted = (problems, more) => {
    const parts = ["error", "warning"]
      .map((kind) => [problems.filter((each) => each.severity === kind).length, kind])
      .filter(([count]) => count)
      .map(([count, kind]) => `${count} ${kind}${count === 1 ? "" : "s"}`);
    return parts.join(", ") + (more ? ` and ${more} more in the terminal` : "");
  };

  const item = (problem) => {
    const lines = problem.excerpt.map(([number, text]) => {
      const line = make("span", { className: number === problem.line ? "here" : "" }, text + "\n");
      line.dataset.line = number;
      return line;
    });
    const title = make("p", {}, make("strong", {}, problem.severity), ": ", problem.message);
    const found = make("li", { className: problem.severity });
    if (problem.place) found.append(make("p", { className: "place" }, make("code", {}, problem.place)));
    found.append(title);
    if (lines.length) found.append(make("pre", { tabIndex: 0 }, ...lines));
    if (problem.hint) found.append(make("p", { className: "hint" }, problem.hint));
    return found;
  };

  /** Errors open the panel, once; warnings are a quiet word at the edge. */
  const tell = async (problems, more) => {
    const now = JSON.stringify(problems);
    if (now === told) return;
    told = now;
    if (!host && !problems.length) return;
    if (!host) await build();
    if (!problems.length) {
      panel.hidden = badge.hidden = true;
      dismissed = "";
      return;
    }
    const count = counted(problems, more);
    const close = make("button", { type: "button", className: "close", onclick: dismiss }, "Close");
    const status = make("p", { className: "count" }, count);
    status.setAttribute("role", "status");
    const bar = make("div", { className: "bar" }, status, close);
    panel.replaceChildren(bar, make("ol", {}, ...problems.map(item)));
    badge.textContent = count;
    const severe = problems.some((each) => each.severity === "error");
    badge.className = severe ? "badge error" : "badge";
    open(severe && now !== dismissed);
  };

  // ---- news -----------------------------------------------------------------------------------

  let turn = null;
  let work = Promise.resolve();

  const heard = (news) => {
    if (document.body?.dataset.digest !== "unmade") tell(news.problems, news.more).catch(() => {});
    if (news.turn === turn) return;
    turn = news.turn;
    work = work.then(() => look(news.files)).catch(() => {}); // the server is gone: it will say when it is back
  };

  if (window.SharedWorker) {
    const { port } = new SharedWorker(OWN + "stream.js", { name: "digest" });
    port.onmessage = (event) => heard(event.data);
    port.postMessage("hello");
    addEventListener("pagehide", () => port.postMessage("bye"));
    addEventListener("pageshow", (event) => event.persisted && port.postMessage("hello"));
  } else {
    const listen = () => {
      const source = new EventSource(OWN + "events");
      source.onmessage = (event) => heard(JSON.parse(event.data));
      source.onerror = () => {
        if (source.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
      };
    };
    listen();
  }
})();
