// A reader's words → what Pagefind finds.
const form = document.querySelector("form[role=search]");
const { q: asked, order } = form.elements;
const [said, list, more, lists] = document.querySelectorAll("main > :is(.found, .more, .otherwise)");
const shape = document.getElementById("d-card").content;
const words = JSON.parse(form.dataset.words);
const selects = [...form.querySelectorAll("select")];
const facets = selects.filter((each) => each !== order);
const { lang } = document.documentElement;
const plural = new Intl.PluralRules(lang);
const number = new Intl.NumberFormat(lang);

// Chinese and Japanese letters are words in the index.
const letters = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]/gu;
const gap = new RegExp(`(?<=${letters.source}(?:</?mark>)*) (?=(?:</?mark>)*${letters.source})`, "gu");

function query(text) {
  if (text.search(letters) < 0) return text;
  const apart = text.replace(/"/g, " ").replace(letters, " $& ").trim().replace(/\s+/g, " ");
  return text.replace(letters, "").trim() ? apart : `"${apart}"`;
}

let loading;
const load = () =>
  (loading ??= import(form.dataset.pagefind).then(async (pagefind) => (await pagefind.filters(), pagefind)));

function read() {
  const given = new URLSearchParams(location.search);
  asked.value = given.get("q") ?? "";
  for (const each of selects) choose(each, given.get(each.name) ?? "");
}

function choose(select, value) {
  select.value = value;
  if (select.value !== value) select.add(new Option(value, value, true, true));
}

function write(anew) {
  const given = new URLSearchParams();
  for (const each of [asked, ...selects]) if (each.value.trim()) given.set(each.name, each.value.trim());
  const search = given.size ? `?${given}` : "";
  if (search !== location.search) history[anew ? "pushState" : "replaceState"](null, "", location.pathname + search);
}

let turn = 0;
let rest = [];

async function find() {
  const mine = ++turn;
  const text = asked.value.trim();
  const chosen = facets.filter((each) => each.value);
  const filters = Object.fromEntries(chosen.map((each) => [each.name, each.value]));
  if (!text && !chosen.length) return show([], ""), loading?.then(offerAll);
  try {
    const pagefind = await load();
    const found = await pagefind.search(query(text) || null, { filters, sort: order.value ? { date: order.value } : {} });
    const many = found.results.length;
    const cards = await next(found.results);
    if (mine !== turn) return;
    rest = found.results;
    offer(found.filters);
    show(cards, summary(many, text));
  } catch {
    loading = null;
    if (mine === turn) show([], words.failed);
  }
}

const next = async (results) => (await Promise.all(results.splice(0, 10).map((each) => each.data()))).map(card);

function show(cards, text) {
  if (!cards.length) rest = [];
  list.replaceChildren(...cards);
  list.hidden = !cards.length;
  more.hidden = !rest.length;
  lists.hidden = !list.hidden;
  said.textContent = text;
}

function summary(many, text) {
  if (!many) return (text ? words.none : words.zero).replace("{q}", () => text).replace("{n}", number.format(0));
  const found = words[plural.select(many)].replace("{n}", number.format(many));
  return text ? words.for.replace("{found}", found).replace("{q}", () => text) : found;
}

function offer(counts) {
  for (const select of facets) {
    const { name, value: chosen } = select;
    const own = counts[name] ?? {};
    const values = Object.keys(own).filter((value) => own[value] || value === chosen);
    if (name === "year") values.reverse();
    const called = (value) => `${(name === "kind" && words.kinds[value]) || value} (${number.format(own[value])})`;
    const options = values.map((value) => new Option(called(value), value));
    select.replaceChildren(new Option(words.any, ""), ...options);
    choose(select, chosen);
  }
}
const offerAll = async (pagefind) => offer(await pagefind.filters());

const made = (tag, textContent, rest) => Object.assign(document.createElement(tag), { textContent }, rest);

function card({ url, meta, filters, excerpt, plain_excerpt: plain, content }) {
  const it = shape.cloneNode(true);
  const [link, byline, summary] = ["a", ".byline", ".summary"].map((each) => it.querySelector(each));
  link.href = url;
  link.textContent = meta.title.replace(gap, "");
  const own = filters.lang[0];
  if (own !== lang) for (const each of [link, summary]) Object.assign(each, { lang: own, dir: "auto" });
  const kind = filters.kind[0];
  if (kind !== "article") byline.append(words.each[filters.entity?.[0] ?? kind]);
  if (meta.iso) byline.append(made("time", meta.when, { dateTime: meta.iso }));
  for (const source of filters.source ?? []) byline.append(" ", made("bdi", source));
  // all but the marks is text
  const parts = excerpt.replace(gap, "").split(/<\/?mark>/).map((part) => part.replace(/&lt;/g, "<").replace(/&gt;/g, ">"));
  if (!content.startsWith(plain)) parts[0] = `… ${parts[0]}`;
  if (!content.endsWith(plain)) parts.push("", " …");
  if (content !== meta.title) summary.append(...parts.map((part, at) => (at % 2 && part ? made("mark", part) : part)));
  return it;
}

let pause;
function ask(event) {
  event.preventDefault();
  clearTimeout(pause);
  write(true);
  find();
}
form.addEventListener("submit", ask);
for (const each of selects) each.addEventListener("change", ask);
asked.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => (write(false), find()), 250);
});
form.addEventListener("focusin", () => asked.value || load().then(offerAll).catch(() => (loading = null)), { once: true });
addEventListener("popstate", () => (read(), find()));
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.matches("input, select")) return;
  event.preventDefault();
  asked.select();
});
more.firstElementChild.addEventListener("click", async () => {
  const mine = turn;
  const cards = await next(rest);
  if (mine !== turn) return;
  const first = cards[0].querySelector("a");
  list.append(...cards);
  more.hidden = !rest.length;
  first.focus();
});

read();
find();
